import { join } from 'node:path';

/** The environment in which programs that tests start share what Node has made of their sources. */
export const COMPILED = {
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../node_modules/.cache/penumbra/compiled'),
};

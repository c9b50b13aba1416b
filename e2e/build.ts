import { join } from 'node:path';
import { build, isBuildStale } from '../src/main/start/build.ts';

const ROOT = join(import.meta.dirname, '..');

/** Builds once for all tests of what is built. */
export async function setup(): Promise<void> {
  if (isBuildStale(ROOT)) await build(ROOT);
}

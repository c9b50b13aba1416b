/** Packs Penumbra for the system that this runs on, into `dist/`: `npm run package`. */
import { join } from 'node:path';
import { build as pack } from 'electron-builder';
import { build } from '../src/main/start/build.ts';
import { packageConfig } from './config.ts';

const ROOT = join(import.meta.dirname, '..');

await build(ROOT);
await pack({ projectDir: ROOT, config: packageConfig(ROOT), publish: 'never' });

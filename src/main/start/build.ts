import { execFile } from 'node:child_process';
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** What a build makes last. */
const BUILT = 'out/renderer/index.html';

/** What it is made of. */
const SOURCES = ['src', 'electron.vite.config.ts', 'package-lock.json'];

/**
 * Whether page and main have to be built: they never were, or a source is newer.
 * @param root the folder with `package.json`
 */
export function isBuildStale(root: string): boolean {
  const built = statSync(join(root, BUILT), { throwIfNoEntry: false });
  return !built || SOURCES.some((source) => newest(join(root, source)) > built.mtimeMs);
}

/** Builds page and main where they have to be. @throws as `build` does */
export async function buildIfStale(root: string): Promise<void> {
  if (!isBuildStale(root)) return;
  process.stderr.write('Building what is newer in the sources than in out/ …\n');
  await build(root);
}

/** @throws with what the builder says, where it fails */
export async function build(root: string): Promise<void> {
  const builder = createRequire(import.meta.url).resolve('electron-vite/package.json');
  const script = join(dirname(builder), 'bin', 'electron-vite.js');
  await promisify(execFile)(process.execPath, [script, 'build'], { cwd: root });
}

/** When any file at or below a path was last changed, in milliseconds since 1970. Tests are not built. */
function newest(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter(isSource);
  return Math.max(...files.map((file) => statSync(join(file.parentPath, file.name)).mtimeMs));
}

function isSource(entry: Dirent): boolean {
  return entry.isFile() && !/\.(test|fixture)\./.test(entry.name);
}

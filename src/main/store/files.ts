import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { naming, ProjectExistsError, ProjectMissingError } from './errors.ts';

/**
 * A file's one true path, with symbolic links followed; the file itself need not exist.
 * @throws ProjectMissingError where not even its folder exists
 */
export function realPath(path: string): string {
  if (existsSync(path)) return naming(path, () => realpathSync(path));
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) throw new ProjectMissingError(path);
  return join(realpathSync(folder), basename(path));
}

/**
 * Makes a file that appears under its name only when it is complete, and stays through a power cut.
 * @param write makes the whole file at the path it is given
 * @returns what `write` returns
 * @throws ProjectExistsError where the name is taken
 */
export function placeFile<T>(path: string, write: (temporary: string) => T): T {
  if (existsSync(path)) throw new ProjectExistsError(path);
  const temporary = `${path}.${process.pid}.part`;
  rmSync(temporary, { force: true });
  try {
    const result = write(temporary);
    syncFile(temporary);
    renameSync(temporary, path);
    syncFolder(path);
    return result;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Waits until a file's bytes are on the disk. */
function syncFile(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Makes a new name in the folder of a file permanent. Windows has no such thing, and no need. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(dirname(path), 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

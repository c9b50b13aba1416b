import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file so that it is there under its name whole or not at all: a failure (a full disk), or
 * the end of the process, leaves what was there before.
 */
export function replaceFile(path: string, contents: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.part`;
  try {
    const fd = openSync(temporary, 'w');
    try {
      writeFileSync(fd, contents);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    // The name that was asked for, not the one that it was to be written under.
    throw Object.assign(error as Error, { path });
  }
}

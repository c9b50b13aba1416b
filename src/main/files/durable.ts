import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** Waits until a file's bytes are on the disk. */
export function syncFile(path: string): void {
  sync(path, 'r+');
}

/** What systems and file systems answer that cannot sync a folder, as some of network shares, or do not let it be read. */
const NO_SUCH_THING = new Set(['EINVAL', 'ENOTSUP', 'EACCES', 'EPERM']);

/**
 * Makes the names in the folder of a file permanent, where there is such a thing. Windows has none, and no need; where
 * another cannot, what was written is whole all the same.
 */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  try {
    sync(dirname(path), 'r');
  } catch (error) {
    if (!NO_SUCH_THING.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function sync(path: string, flags: string): void {
  const fd = openSync(path, flags);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

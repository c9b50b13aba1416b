import { mkdirSync, rmSync, statSync } from 'node:fs';

/** A lock this old was left by a process that ended within its work, which takes milliseconds. */
const STALE_MS = 10_000;

const PAUSE_MS = 10;

/**
 * Does short work while no other process does the same. Waits for one that does, at most until its lock counts as
 * left behind.
 * @param lock a folder that exists meanwhile
 */
export function whileLocked<T>(lock: string, work: () => T): T {
  while (!taken(lock)) {
    const stats = statSync(lock, { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > STALE_MS)
      rmSync(lock, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

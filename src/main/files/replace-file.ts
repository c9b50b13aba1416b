import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { syncFile, syncFolder } from './durable.ts';

/**
 * Writes a file so that it is there under its name whole or not at all: a failure (a full disk), or
 * the end of the process, leaves what was there before.
 */
export function replaceFile(path: string, contents: string | Uint8Array): void {
  const temporary = temporaryOf(path);
  try {
    writeFileSync(temporary, contents);
    settle(temporary, path);
  } catch (error) {
    throw failed(error, temporary, path);
  }
}

/**
 * The same for a file that somebody else writes.
 * @param write writes the whole file under the name it is given
 */
export async function replaceFileBy(
  path: string,
  write: (temporary: string) => Promise<unknown>,
): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    await write(temporary);
    settle(temporary, path);
  } catch (error) {
    throw failed(error, temporary, path);
  }
}

function temporaryOf(path: string): string {
  return `${path}.${process.pid}.part`;
}

/** Gives a file its name once all of it is on the disk, and waits until the name is there too. */
function settle(temporary: string, path: string): void {
  syncFile(temporary);
  renameSync(temporary, path);
  syncFolder(path);
}

function failed(error: unknown, temporary: string, path: string): Error {
  rmSync(temporary, { force: true });
  // The name that was asked for, not the one that it was to be written under.
  return Object.assign(error as Error, { path });
}

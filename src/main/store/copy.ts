import { check } from './check.ts';
import { openReadable, type ReadableDatabase } from './database.ts';
import { DamagedProjectError, isDamage } from './errors.ts';
import { placeFile } from './files.ts';
import { WriterLock } from './lock.ts';
import { verify } from './verify.ts';

/**
 * Writes a complete copy of an open project, damaged blobs included. It appears under its name only
 * once every byte of it has been read back.
 * @param path the real path (no symbolic links) of the file to be
 * @throws ProjectExistsError where the name is taken; DamagedProjectError where the project cannot
 *   be copied whole
 */
export function writeCopy(db: ReadableDatabase, path: string): void {
  const lock = WriterLock.acquire(path);
  try {
    placeFile(path, (temporary) => {
      copyPages(db, temporary);
      compare(db, temporary);
    });
  } finally {
    lock.release();
  }
}

function copyPages(db: ReadableDatabase, path: string): void {
  try {
    db.prepare('VACUUM INTO ?').run(path);
  } catch (error) {
    // Elsewhere it would be taken for damage of the copy.
    if (isDamage(error)) {
      throw new DamagedProjectError(db.name, (error as Error).message, { cause: error });
    }
    throw error;
  }
}

function compare(db: ReadableDatabase, path: string): void {
  const copy = openReadable(path);
  try {
    verify(copy);
    const found = check(copy).length;
    if (found > 0 && found > check(db).length) {
      throw new DamagedProjectError(path, 'the copy differs from the original');
    }
  } finally {
    copy.close();
  }
}

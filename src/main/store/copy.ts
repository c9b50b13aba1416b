import { existsSync } from 'node:fs';
import { type BlobId, blobs, copyBlob } from './blobs.ts';
import { check, checkAlone } from './check.ts';
import {
  createWritable,
  openReadable,
  openWritable,
  type ReadableDatabase,
  type WritableDatabase,
} from './database.ts';
import { DamagedProjectError } from './errors.ts';
import { type Placing, placeFile } from './files.ts';
import { WriterLock } from './lock.ts';
import { initialise } from './migrate.ts';
import { tables } from './tables.ts';
import { verify } from './verify.ts';

/**
 * Writes a complete copy of an open project, damaged blobs included. It appears under its name only
 * once every byte of it has been read back. Whoever edits the project meanwhile can save: nothing is
 * held for longer than a blob or the rows take to read.
 * @param path the real path (no symbolic links) of the file to be
 * @param held a lock of who copies, under which it writes where that is the one of the new name
 * @throws ProjectExistsError where the name is taken, unless it may be replaced; ProjectInUseError
 *   where what would be replaced is open for editing
 */
export function writeCopy(
  db: ReadableDatabase,
  path: string,
  placing: Placing = {},
  held?: WriterLock,
): void {
  const lock = held?.isOf(path) ? undefined : WriterLock.acquire(path);
  try {
    // What is to be replaced stays whole until it is: with its journal it would lose that.
    if (placing.replace && [path, `${path}-journal`].every(existsSync)) openWritable(path).close();
    placeFile(
      path,
      (temporary) => {
        copyInto(temporary, db);
        compare(db, temporary);
      },
      placing,
    );
  } finally {
    lock?.release();
  }
}

function copyInto(path: string, db: ReadableDatabase): void {
  const copy = createWritable(path);
  try {
    initialise(copy);
    // A damaged blob can have lost the row that others refer to.
    copy.pragma('foreign_keys = OFF');
    copy.transaction(() => {
      const copied = new Set<BlobId>();
      copyBlobs(db, copy, copied);
      // What was added meanwhile, and the rows, as they are at one moment.
      db.transaction(() => {
        copyBlobs(db, copy, copied);
        for (const table of tables) table.copyAll(db, copy);
      })();
    })();
  } finally {
    copy.close();
  }
}

/** A blob's bytes never change, so each can be copied at a moment of its own. */
function copyBlobs(db: ReadableDatabase, copy: WritableDatabase, copied: Set<BlobId>): void {
  for (const id of blobs(db)) {
    if (copied.has(id)) continue;
    copyBlob(db, copy, id);
    copied.add(id);
  }
}

function compare(db: ReadableDatabase, path: string): void {
  const copy = openReadable(path);
  try {
    verify(copy);
    const found = checkAlone(copy).length;
    if (found > 0 && found > check(db).length) {
      throw new DamagedProjectError(path, 'the copy differs from the original');
    }
  } finally {
    copy.close();
  }
}

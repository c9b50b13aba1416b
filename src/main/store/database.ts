import Database from 'better-sqlite3';

declare const access: unique symbol;

/** An open project database that may only be read. Reading functions take this type. */
export type ReadableDatabase = Database.Database & { readonly [access]: 'read' | 'write' };

/** An open project database that may be written. Writing functions take this type. */
export type WritableDatabase = Database.Database & { readonly [access]: 'write' };

/** `PnBr`: marks a SQLite file as a Penumbra project. */
export const APPLICATION_ID = 0x506e4272;

/** How long a step waits for another process's short read or write, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** Opens a file for reading; nothing is written, not even by a damaged or hostile schema. */
export function openReadable(path: string): ReadableDatabase {
  const database = new Database(path, {
    readonly: true,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  return hardened(database) as ReadableDatabase;
}

/**
 * Opens a file for writing, creating it where there is none. Rolls back what a crash left half done.
 *
 * `synchronous = EXTRA` is `FULL` and a sync of the folder after the journal is deleted. Without
 * that, a power cut can bring the journal back and undo a gesture that was already reported as saved.
 */
export function openWritable(path: string): WritableDatabase {
  const database = hardened(new Database(path, { timeout: BUSY_TIMEOUT_MS }));
  database.pragma('journal_mode = DELETE');
  database.pragma('synchronous = EXTRA');
  database.pragma('foreign_keys = ON');
  return database as WritableDatabase;
}

/** SQLite's own advice for files that may come from someone else or from a failing disk. */
function hardened(database: Database.Database): Database.Database {
  try {
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    database.pragma('mmap_size = 0');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

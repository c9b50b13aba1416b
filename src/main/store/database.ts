import { closeSync, openSync } from 'node:fs';
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
  return opened(path, { readonly: true }) as ReadableDatabase;
}

/**
 * Opens a file for writing. Rolls back what a crash left half done.
 *
 * `synchronous = EXTRA` is `FULL` and a sync of the folder after the journal is deleted. Without
 * that, a power cut can bring the journal back and undo a gesture that was already reported as saved.
 * `fullfsync` is for macOS, where a sync without it ends in the disk's own cache. `secure_delete`
 * blanks pages that are freed, by which `verify` knows them.
 */
export function openWritable(path: string): WritableDatabase {
  return opened(path, {}, [
    'journal_mode = DELETE',
    'synchronous = EXTRA',
    'fullfsync = ON',
    'secure_delete = ON',
    'foreign_keys = ON',
  ]) as WritableDatabase;
}

/** Makes an empty file, and opens it for writing. */
export function createWritable(path: string): WritableDatabase {
  closeSync(openSync(path, 'wx'));
  return openWritable(path);
}

/** SQLite's own advice for files that may come from someone else or from a failing disk. */
const HARDENING = ['trusted_schema = OFF', 'cell_size_check = ON', 'mmap_size = 0'];

function opened(
  path: string,
  options: Database.Options,
  pragmas: readonly string[] = [],
): Database.Database {
  const database = new Database(path, {
    ...options,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  try {
    for (const pragma of [...HARDENING, ...pragmas]) database.pragma(pragma);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

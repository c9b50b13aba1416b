import Database from 'better-sqlite3';
import { CacheTable, isCache } from './cache-table.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { SealedTable } from './sealed-table.ts';

/** What a format's files look like. */
export interface Format {
  readonly version: number;
  readonly tables: readonly SealedTable[];
  /** Whether a file has exactly its tables: no triggers or views of someone else's. */
  fits(db: ReadableDatabase): boolean;
}

const SCHEMA = 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name';

/** @param steps every change of the format up to this version */
export function formatOf(version: number, steps: readonly Migration[] = migrations): Format {
  const upTo = steps.filter((step) => step.version <= version);
  const columns = Object.entries(upTo.at(-1)?.columns ?? {});
  return {
    version,
    tables: columns.map(([name, ofTable]) =>
      isCache(name) ? new CacheTable(name, ofTable) : new SealedTable(name, ofTable),
    ),
    fits: (db) => JSON.stringify(db.prepare(SCHEMA).all()) === schemaAfter(upTo),
  };
}

function schemaAfter(steps: readonly Migration[]): string {
  const model = new Database(':memory:') as WritableDatabase;
  try {
    for (const step of steps) step.up(model);
    return JSON.stringify(model.prepare(SCHEMA).all());
  } finally {
    model.close();
  }
}

/** The version that a file says it has. */
export function versionOf(db: ReadableDatabase): number {
  return db.pragma('user_version', { simple: true }) as number;
}

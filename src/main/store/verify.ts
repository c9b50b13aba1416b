import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { ReadableDatabase } from './database.ts';
import { DamagedProjectError } from './errors.ts';
import { migrations } from './migrations/index.ts';
import { tables } from './tables.ts';

/**
 * Checks all of a project that must be whole before it may be used: its schema and every table but
 * the contents of blobs, which are checked as they are read. So its time grows with the number of
 * edits and results, not with the size of their pictures.
 * @throws DamagedProjectError naming what is wrong
 */
export function verify(db: ReadableDatabase): void {
  const fail = (damage: string): never => {
    throw new DamagedProjectError(db.name, damage);
  };
  // Pages beyond the end that the header claims would be taken for free, and written over.
  const claimed = pragma(db, 'page_count') * pragma(db, 'page_size');
  const { size } = statSync(db.name);
  if (size !== claimed) fail(`it has ${size} bytes, and its header says ${claimed}`);
  if (!hasSchema(db)) fail('its tables are not those of a project');
  const damage = ['sqlite_schema', 'blob', ...tables.map(({ name }) => name)]
    .flatMap((table) => db.pragma(`integrity_check(${table})`) as { integrity_check: string }[])
    .find(({ integrity_check }) => integrity_check !== 'ok');
  if (damage) fail(damage.integrity_check);
  // A damaged list of free pages can make new edits overwrite old pictures; there hardly ever is one.
  if (pragma(db, 'freelist_count') > 0) {
    const damage = db.pragma('quick_check(1)', { simple: true }) as string;
    if (damage !== 'ok') fail(damage);
  }
  for (const table of tables) table.check(db);
}

function pragma(db: ReadableDatabase, name: string): number {
  return db.pragma(name, { simple: true }) as number;
}

const SCHEMA = 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name';

/** Whether a file has exactly the tables of its format: no triggers or views of someone else's. */
function hasSchema(db: ReadableDatabase): boolean {
  const model = new Database(':memory:');
  try {
    for (const { sql } of migrations) model.exec(sql);
    const expected = JSON.stringify(model.prepare(SCHEMA).all());
    return JSON.stringify(db.prepare(SCHEMA).all()) === expected;
  } finally {
    model.close();
  }
}

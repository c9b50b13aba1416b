import { statSync } from 'node:fs';
import { CacheTable, isOfCache } from './cache-table.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { DamagedProjectError } from './errors.ts';
import { type Format, formatOf, versionOf } from './format.ts';
import { FORMAT } from './migrations/index.ts';

/**
 * Checks all of a project that must be whole before it may be used: its schema and every table but
 * the contents of blobs, which are checked as they are read. So its time grows with the number of
 * edits and results, not with the size of their pictures. Within one transaction, as someone else may
 * write meanwhile.
 * @throws DamagedProjectError naming what is wrong
 */
export function verify(db: ReadableDatabase, format: Format = formatOf(FORMAT)): void {
  const fail = (damage: string): never => {
    throw new DamagedProjectError(db.name, damage);
  };
  // Pages beyond the end that the header claims would be taken for free, and written over.
  const claimed = pragma(db, 'page_count') * pragma(db, 'page_size');
  const { size } = statSync(db.name);
  if (size !== claimed) fail(`it has ${size} bytes, and its header says ${claimed}`);
  if (!format.fits(db)) fail('its tables are not those of a project');
  const damage = ['sqlite_schema', 'blob', ...format.tables.map(({ name }) => name)]
    .flatMap((table) => damageOf(db, `integrity_check(${table})`))
    .find((damage) => !isOfCache(damage));
  if (damage !== undefined) fail(damage);
  for (const table of format.tables) table.check(db);
}

/**
 * Checks how every page of the file is used, before anything is taken away: what has pages that are not
 * its alone, or is listed under another's name, would take those of others along. Reads the whole file.
 * @throws DamagedProjectError naming what is wrong
 */
export function checkStructure(db: ReadableDatabase): void {
  const [damage] = damageOf(db, 'integrity_check(1)');
  if (damage !== undefined) throw new DamagedProjectError(db.name, damage);
}

/**
 * Drops what is damaged and can be made again, so that nothing is written beside it. Only where there
 * is such a row does it read the whole file.
 * @throws DamagedProjectError where that is not all that is wrong with its structure
 */
export function mendCaches(db: WritableDatabase): void {
  const caches = formatOf(versionOf(db)).tables.filter((table) => table instanceof CacheTable);
  const damaged = caches.filter(
    (table) => damageOf(db, `integrity_check(${table.name})`).length + table.broken(db).length > 0,
  );
  if (damaged.length === 0) return;
  const other = damageOf(db, 'integrity_check').find((damage) => !isOfCache(damage));
  if (other !== undefined) throw new DamagedProjectError(db.name, other);
  // With them on, rows would be taken away one by one, by an index that may be what is wrong.
  db.pragma('foreign_keys = OFF');
  try {
    db.transaction(() => damaged.map((table) => table.mend(db))).immediate();
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

/** What a check of SQLite's own finds. */
export function damageOf(db: ReadableDatabase, pragma: string): string[] {
  const found = db.pragma(pragma) as { integrity_check: string }[];
  return found.map(({ integrity_check }) => integrity_check).filter((damage) => damage !== 'ok');
}

function pragma(db: ReadableDatabase, name: string): number {
  return db.pragma(name, { simple: true }) as number;
}

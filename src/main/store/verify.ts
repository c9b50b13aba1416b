import { statSync } from 'node:fs';
import type { ReadableDatabase } from './database.ts';
import { DamagedProjectError } from './errors.ts';
import { type Format, formatOf } from './format.ts';
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
    .flatMap((table) => db.pragma(`integrity_check(${table})`) as { integrity_check: string }[])
    .find(({ integrity_check }) => integrity_check !== 'ok');
  if (damage) fail(damage.integrity_check);
  for (const table of format.tables) table.check(db);
}

/**
 * Checks how every page of the file is used, before anything is taken away: what has pages that are not
 * its alone, or is listed under another's name, would take those of others along. Reads the whole file.
 * @throws DamagedProjectError naming what is wrong
 */
export function checkStructure(db: ReadableDatabase): void {
  const damage = db.pragma('integrity_check(1)', { simple: true }) as string;
  if (damage !== 'ok') throw new DamagedProjectError(db.name, damage);
}

function pragma(db: ReadableDatabase, name: string): number {
  return db.pragma(name, { simple: true }) as number;
}

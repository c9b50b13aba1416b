import { copyFileSync, existsSync } from 'node:fs';
import { APPLICATION_ID, type WritableDatabase } from './database.ts';
import { DamagedProjectError } from './errors.ts';
import { placeFile } from './files.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

/** The format that this Penumbra writes. */
export const FORMAT = Math.max(...migrations.map(({ version }) => version));

/** Makes an empty file a project without a single row. */
export function initialise(db: WritableDatabase): void {
  db.pragma(`application_id = ${APPLICATION_ID}`);
  migrate(db, migrations);
}

/**
 * Brings a project to the newest format. A file of an older format is copied beside itself first,
 * as `NAME.penumbra.v1.backup`; each step is one transaction, so a crash leaves the step before it.
 * @throws DamagedProjectError before anything is written
 */
export function migrate(db: WritableDatabase, migrations: readonly Migration[]): void {
  const version = versionOf(db);
  const pending = migrations.filter((migration) => migration.version > version);
  if (version > 0 && pending.length > 0) {
    const damage = db.pragma('quick_check(1)', { simple: true }) as string;
    if (damage !== 'ok') throw new DamagedProjectError(db.name, damage);
    backUp(db.name, version);
  }
  for (const migration of pending) {
    db.transaction(() => {
      db.exec(migration.sql);
      db.pragma(`user_version = ${migration.version}`);
    }).immediate();
  }
}

function versionOf(db: WritableDatabase): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** An earlier backup is kept: a new one gets a number. */
function backUp(path: string, version: number): void {
  let backup = `${path}.v${version}.backup`;
  for (let copy = 2; existsSync(backup); copy++) backup = `${path}.v${version}.${copy}.backup`;
  placeFile(backup, (temporary) => copyFileSync(path, temporary));
}

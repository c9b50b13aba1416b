import { copyFileSync, existsSync } from 'node:fs';
import { APPLICATION_ID, type WritableDatabase } from './database.ts';
import { DamagedProjectError } from './errors.ts';
import { placeFile } from './files.ts';
import { formatOf, versionOf } from './format.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { dangling } from './tables.ts';
import { verify } from './verify.ts';

/** Makes an empty file a project without a single row, of the format after the last of `steps`. */
export function initialise(db: WritableDatabase, steps: readonly Migration[] = migrations): void {
  db.pragma(`application_id = ${APPLICATION_ID}`);
  upgrade(db, steps);
}

/**
 * Brings a project to the newest format. A file of an older format is checked and copied beside
 * itself first, as `NAME.penumbra.v1.backup`.
 * @throws DamagedProjectError before anything is written
 */
export function migrate(db: WritableDatabase, steps: readonly Migration[] = migrations): void {
  const version = versionOf(db);
  if (version === steps.at(-1)?.version) return;
  verify(db, formatOf(version, steps));
  backUp(db.name, version);
  upgrade(db, steps);
}

/**
 * Takes the steps that a file has not had. Each is one transaction, so a crash leaves the step before
 * it. Tables can be made anew under their names: references are checked at the end of each step.
 */
export function upgrade(db: WritableDatabase, steps: readonly Migration[] = migrations): void {
  const version = versionOf(db);
  db.pragma('foreign_keys = OFF');
  try {
    for (const step of steps.filter((step) => step.version > version)) {
      db.transaction(() => {
        step.up(db);
        db.pragma(`user_version = ${step.version}`);
        const [lost] = dangling(db);
        if (lost) {
          const damage = `${lost.table} ${lost.rowid} refers to a ${lost.parent} that is missing`;
          throw new DamagedProjectError(db.name, damage);
        }
      }).immediate();
    }
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

/** An earlier backup is kept: a new one gets a number. */
function backUp(path: string, version: number): void {
  let backup = `${path}.v${version}.backup`;
  for (let copy = 2; existsSync(backup); copy++) backup = `${path}.v${version}.${copy}.backup`;
  placeFile(backup, (temporary) => copyFileSync(path, temporary));
}

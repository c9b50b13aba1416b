import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWritable, type WritableDatabase } from './database.ts';
import { DamagedProjectError } from './errors.ts';
import { newProject, run, second, tamper, temporaryFolder } from './fixture.ts';
import { formatOf, versionOf } from './format.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { openProject } from './open.ts';
import { verify } from './verify.ts';

const steps = [...migrations, second];

describe('migrations', () => {
  it('bring an older file up to date, and keep it as it was beside it', () => {
    const path = fileOfVersion1();
    const before = readFileSync(path);
    within(path, (db) => {
      migrate(db, steps);
      expect(versionOf(db)).toBe(2);
      verify(db, formatOf(2, steps));
      expect(db.prepare('SELECT note FROM photo').pluck().all()).toEqual(['none']);
      expect(db.pragma('foreign_key_check')).toEqual([]);
      expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    });
    expect(readFileSync(`${path}.v1.backup`)).toEqual(before);
    const backup = join(temporaryFolder(), 'p.penumbra');
    copyFileSync(`${path}.v1.backup`, backup);
    openProject(backup).close();
  });

  it.each([
    ['does not work', 'INSERT INTO absent VALUES (1)', /no such table: absent/],
    ['loses what others refer to', 'DELETE FROM photo', /run 1 refers to a photo that is missing/],
  ])('leave the last good step where one %s', (_, sql, words) => {
    const path = fileOfVersion1();
    const broken: Migration = {
      version: 3,
      columns: second.columns,
      up: (db) => db.exec(`DROP TABLE setting; ${sql}`),
    };
    within(path, (db) => {
      expect(() => migrate(db, [...steps, broken])).toThrow(words);
      expect(versionOf(db)).toBe(2);
      verify(db, formatOf(2, steps));
    });
  });

  it('leave a damaged file alone, so that no damage is sealed as whole', () => {
    const path = fileOfVersion1();
    tamper(path, (db) => db.exec(`UPDATE photo SET name = 'other'`));
    const bytes = readFileSync(path);
    within(path, (db) => expect(() => migrate(db, steps)).toThrow(DamagedProjectError));
    expect(readFileSync(path)).toEqual(bytes);
    expect(readdirSync(dirname(path))).toEqual(['p.penumbra']);
  });

  it('never overwrite an earlier backup', () => {
    const path = fileOfVersion1();
    copyFileSync(path, `${path}.v1.backup`);
    within(path, (db) => migrate(db, steps));
    expect(readdirSync(dirname(path)).sort()).toEqual([
      'p.penumbra',
      'p.penumbra.v1.2.backup',
      'p.penumbra.v1.backup',
    ]);
  });

  it('leave a file that is up to date alone', () => {
    const path = fileOfVersion1();
    const bytes = readFileSync(path);
    within(path, (db) => migrate(db));
    expect(readFileSync(path)).toEqual(bytes);
    expect(readdirSync(dirname(path))).toEqual(['p.penumbra']);
  });
});

function fileOfVersion1(): string {
  const project = newProject();
  project.startRun(run);
  project.close();
  return project.path;
}

function within(path: string, work: (db: WritableDatabase) => void): void {
  const db = openWritable(path);
  try {
    work(db);
  } finally {
    db.close();
  }
}

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWritable, type WritableDatabase } from './database.ts';
import { DamagedProjectError } from './errors.ts';
import { temporaryFolder } from './fixture.ts';
import { migrate } from './migrate.ts';

const first = { version: 1, sql: 'CREATE TABLE a (x INTEGER) STRICT' };
const second = { version: 2, sql: 'CREATE TABLE b (x INTEGER) STRICT; INSERT INTO b VALUES (7)' };
const broken = { version: 3, sql: 'CREATE TABLE c (x INTEGER) STRICT; INSERT INTO d VALUES (1)' };

describe('migrations', () => {
  it('bring an older file up to date, and keep it as it was beside it', () => {
    const path = fileOfVersion1();
    const before = readFileSync(path);
    within(path, (db) => {
      migrate(db, [first, second]);
      expect(versionOf(db)).toBe(2);
      expect(db.prepare('SELECT x FROM b').pluck().get()).toBe(7);
    });
    expect(readFileSync(`${path}.v1.backup`)).toEqual(before);
  });

  it('leave the last good step where one fails', () => {
    const path = fileOfVersion1();
    within(path, (db) => {
      expect(() => migrate(db, [first, second, broken])).toThrow(/no such table: d/);
      expect(versionOf(db)).toBe(2);
      expect(db.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['a', 'b']);
    });
  });

  it('leave a damaged file alone', () => {
    const path = fileOfVersion1();
    within(path, (db) => db.exec('CREATE INDEX i ON a (x)'));
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xff, 4096, 4200));
    within(path, (db) => {
      expect(() => migrate(db, [first, second])).toThrow(DamagedProjectError);
    });
    expect(readFileSync(path)).toEqual(bytes);
    expect(readdirSync(dirname(path))).toEqual(['p']);
  });

  it('never overwrite an earlier backup', () => {
    const path = fileOfVersion1();
    within(path, (db) => {
      migrate(db, [first, second]);
      db.pragma('user_version = 1');
      db.exec('DROP TABLE b');
      migrate(db, [first, second]);
    });
    expect(readdirSync(dirname(path)).sort()).toEqual(['p', 'p.v1.2.backup', 'p.v1.backup']);
  });

  it('leave a file that is up to date alone', () => {
    const path = fileOfVersion1();
    within(path, (db) => migrate(db, [first]));
    expect(readdirSync(dirname(path))).toEqual(['p']);
  });
});

function fileOfVersion1(): string {
  const path = join(temporaryFolder(), 'p');
  within(path, (db) => migrate(db, [first]));
  return path;
}

function within(path: string, work: (db: WritableDatabase) => void): void {
  const db = openWritable(path);
  try {
    work(db);
  } finally {
    db.close();
  }
}

function versionOf(db: WritableDatabase): unknown {
  return db.pragma('user_version', { simple: true });
}

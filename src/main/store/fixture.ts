import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { layerFixture, strokeFixture } from '../../document/record-fixture.ts';
import type { Stroke } from '../../document/records.ts';
import { openWritable, type WritableDatabase } from './database.ts';
import { WriterLock } from './lock.ts';
import { initial } from './migrations/0001-initial.ts';
import type { Migration } from './migrations/migration.ts';
import { createProject } from './open.ts';
import type { NewRun } from './runs.ts';
import { SealedTable } from './sealed-table.ts';
import { WritableProject } from './writable-project.ts';

/** An empty folder for the length of a test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A project with one photo and one layer, open for editing for the length of a test. */
export function newProject(path = join(temporaryFolder(), 'p.penumbra')): WritableProject {
  const project = createProject(path);
  onTestFinished(() => project.close());
  project.addPhoto({ ...photo, bytes: noise(20_000) });
  project.commit({ label: 'Add layer', put: [layer] });
  return project;
}

/** Opens a project for editing for the length of a test, with its database to set limits in. */
export function editing(path: string): { project: WritableProject; db: WritableDatabase } {
  const db = openWritable(path);
  const project = new WritableProject(path, db, WriterLock.acquire(path));
  onTestFinished(() => project.close());
  return { project, db };
}

/** A project with a photo, a layer and a stroke that nobody has open. */
export function closedProject(): string {
  const project = newProject();
  project.commit({ label: 'Draw', put: [stroke('a')] });
  project.close();
  return project.path;
}

/** Changes a project in ways that Penumbra would not. */
export function tamper(path: string, change: (db: Database.Database) => unknown): void {
  const db = new Database(path);
  db.pragma('foreign_keys = OFF');
  change(db);
  db.close();
}

/** What a crash leaves of a project in the midst of a step: a half-written file and its journal. */
export function crashed(name = 'p.penumbra'): string {
  const path = closedProject();
  const left = join(temporaryFolder(), name);
  tamper(path, (db) => {
    // So small a memory that the transaction spills into the file.
    db.pragma('cache_size = 1');
    db.exec(`BEGIN; UPDATE edit SET label = 'half done'`);
    for (let i = 0; i < 500; i++) db.exec(`INSERT INTO setting VALUES (${i + 1}, '${i}', '1', '')`);
    copyFileSync(path, left);
    copyFileSync(`${path}-journal`, `${left}-journal`);
  });
  return left;
}

/** A second format, as one may come: its photos have notes, and their seals cover them. */
export const second: Migration = {
  version: 2,
  columns: { ...initial.columns, photo: [...initial.columns.photo, 'note'] },
  up: (db) => {
    const photos = [...new SealedTable('photo', initial.columns.photo).rows(db)];
    db.exec(`
      CREATE TABLE new_photo (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        media TEXT NOT NULL,
        role TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        blob TEXT NOT NULL REFERENCES blob (sha256),
        added INTEGER NOT NULL,
        note TEXT NOT NULL,
        seal TEXT NOT NULL
      ) STRICT;
      DROP TABLE photo;
      ALTER TABLE new_photo RENAME TO photo;
    `);
    const noted = new SealedTable('photo', second.columns['photo'] ?? []);
    for (const row of photos) noted.insertAs(db, { ...row, note: 'none' });
  },
};

/** All of a photo but its bytes. */
export const photo = {
  name: 'beach.jpg',
  media: 'image/jpeg',
  role: 'original',
  width: 40,
  height: 30,
} as const;

export const layer = layerFixture();

export const run: NewRun = {
  photo: 1,
  edit: 2,
  parameters: { seed: 7, sigma: 0.6, mode: 'group' },
  model: { id: 'mini', sha256: 'a'.repeat(64) },
  provider: 'cpu',
  app: '0.1.0',
};

export function stroke(id: string, size = 10): Stroke {
  return strokeFixture({ id, size });
}

/** Bytes that do not repeat. */
export function noise(length: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

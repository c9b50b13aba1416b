import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { putBlob } from './blobs.ts';
import { openReadable, openWritable } from './database.ts';
import { DamagedProjectError, ProjectChangedError } from './errors.ts';
import { newProject, noise, photo } from './fixture.ts';
import { openProject } from './open.ts';
import { ReadableProject } from './readable-project.ts';

it('says what nothing refers to, frees that, and leaves the rest', () => {
  const project = newProject();
  expect(project.savings()).toEqual({ blobs: 0, bytes: 0 });
  project.close();
  const db = openWritable(project.path);
  putBlob(db, noise(100_000, 9));
  db.close();

  const again = openProject(project.path);
  const { bytes } = again.summary();
  expect(again.savings()).toEqual({ blobs: 1, bytes: 100_000 });
  again.compact();
  expect(again.savings()).toEqual({ blobs: 0, bytes: 0 });
  expect(again.summary().bytes).toBeLessThan(bytes - 95_000);
  expect(again.check()).toEqual([]);
  expect(again.photos()).toHaveLength(1);
  again.close();
});

it('takes nothing away where a blob that nothing refers to has a page of a photo', () => {
  const project = newProject();
  const bytes = noise(100_000, 2);
  const { blob } = project.addPhoto({ ...photo, bytes });
  const preview = { of: 'photo', id: 1, media: 'image/png', width: 8, height: 8 } as const;
  const orphan = noise(30_000, 3);
  for (const one of [orphan, noise(300, 4)]) project.putPreview({ ...preview, bytes: one });
  project.close();
  const file = readFileSync(project.path);
  const pageWith = (part: Uint8Array) => Math.floor(file.indexOf(part) / 4096);
  // Where the orphan goes on, in the first bytes of one of its pages.
  file.writeUInt32BE(
    pageWith(bytes.subarray(50_000, 50_040)) + 1,
    4096 * pageWith(orphan.subarray(8_000, 8_040)),
  );
  writeFileSync(project.path, file);
  const again = openProject(project.path);
  expect(again.savings().blobs).toBe(1);
  expect(() => again.compact()).toThrow(DamagedProjectError);
  expect(again.blob(blob).equals(bytes)).toBe(true);
  again.close();
  expect(readFileSync(project.path)).toEqual(file);
});

it('keeps a blob of which the name is damaged, so that the project opens again', () => {
  const project = newProject();
  const { blob } = project.addPhoto({ ...photo, bytes: noise(20_000, 5) });
  project.close();
  const db = openWritable(project.path);
  db.pragma('foreign_keys = OFF');
  db.prepare('UPDATE blob SET sha256 = ? WHERE sha256 = ?').run('f'.repeat(64), blob);
  db.close();
  const again = openProject(project.path);
  expect(again.savings().blobs).toBe(0);
  again.compact();
  again.close();
  openProject(project.path).close();
});

it('notices that someone else writes all the same', () => {
  const project = newProject();
  writeFileSync(`${project.path}.lock`, noise(5_000));
  const other = openProject(project.path);
  other.nameEdit(2, 'Theirs');
  expect(() => project.compact()).toThrow(ProjectChangedError);
  other.close();
});

it('is no damage to who checks the project at that moment', () => {
  const project = newProject();
  const preview = { of: 'photo', id: 1, media: 'image/png', width: 8, height: 8 } as const;
  for (const seed of [2, 3]) project.putPreview({ ...preview, bytes: noise(300, seed) });
  const db = openReadable(project.path);
  const reader = new ReadableProject(project.path, db);
  const prepare = db.prepare.bind(db);
  db.prepare = ((sql: string) => {
    if (sql.includes('SELECT length') && project.savings().blobs > 0) project.compact();
    return prepare(sql);
  }) as typeof db.prepare;
  expect(reader.check()).toEqual([]);
  expect(project.savings().blobs).toBe(0);
  reader.close();
});

import { expect, it } from 'vitest';
import { putBlob } from './blobs.ts';
import { openReadable, openWritable } from './database.ts';
import { newProject, noise } from './fixture.ts';
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

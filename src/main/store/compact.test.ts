import { expect, it } from 'vitest';
import { putBlob } from './blobs.ts';
import { openWritable } from './database.ts';
import { newProject, noise } from './fixture.ts';
import { openProject } from './open.ts';

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

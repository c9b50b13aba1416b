import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { closedProject, newProject, noise, tamper, temporaryFolder } from './fixture.ts';
import { thumbnailOf } from './thumbnail.ts';

const picture = { media: 'image/png', width: 8, height: 4, bytes: noise(200) };

/** A project with a small picture of its photo that nobody has open. */
function pictured(): string {
  const project = newProject();
  project.putPreview({ of: 'photo', id: 1, ...picture });
  project.close();
  return project.path;
}

it('is read of a project that is closed, without a byte of it changing', () => {
  const path = pictured();
  const before = readFileSync(path);
  const { media, bytes } = thumbnailOf(path) ?? {};
  expect(media).toBe('image/png');
  expect(bytes?.equals(noise(200))).toBe(true);
  expect(readFileSync(path).equals(before)).toBe(true);
});

it('is none where none was kept', () => {
  expect(thumbnailOf(closedProject())).toBeUndefined();
});

it('is none where its row is damaged, and an error where its bytes are', () => {
  const row = pictured();
  tamper(row, (db) => db.exec('UPDATE preview SET width = 9'));
  expect(thumbnailOf(row)).toBeUndefined();
  const bytes = pictured();
  tamper(bytes, (db) => db.exec("UPDATE chunk SET bytes = x'00' WHERE length(bytes) = 200"));
  expect(() => thumbnailOf(bytes)).toThrow('damaged');
});

it('is none of a file that is no project', () => {
  const path = join(temporaryFolder(), 'notes.penumbra');
  writeFileSync(path, 'notes');
  expect(() => thumbnailOf(path)).toThrow('is not a Penumbra project');
});

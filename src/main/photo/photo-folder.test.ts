import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listPhotos, NoPhotosError, readPyramid } from './photo-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-photos-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const red = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#ff0000' } });

test('photos are found in all folders within, in the order of their paths', async () => {
  mkdirSync(join(folder, 'b'));
  for (const name of ['c.PNG', 'b/a.jpg', 'notes.txt']) writeFileSync(join(folder, name), '');
  expect(listPhotos(folder).map((path) => basename(path))).toEqual(['a.jpg', 'c.PNG']);
});

test('a folder without photos is said, with what would be one', () => {
  expect(() => listPhotos(folder)).toThrow(NoPhotosError);
  expect(() => listPhotos(folder)).toThrow('.jpg');
});

test('a pyramid goes from the largest side to the smallest, each level √2 smaller', async () => {
  const path = join(folder, 'photo.png');
  await red(600, 400).toFile(path);
  const levels = await readPyramid(path, { largest: 288, smallest: 64 });
  expect(levels.map(({ height }) => height)).toEqual([288, 204, 144, 102, 72]);
  expect(levels.map(({ width }) => width)).toEqual([432, 306, 216, 153, 108]);
  for (const { width, height, data } of levels) expect(data.length).toBe(3 * width * height);
});

test('a turned grey photo with alpha comes upright, in three channels', async () => {
  const path = join(folder, 'photo.png');
  const grey = await red(80, 120).greyscale().ensureAlpha(0.5).png().toBuffer();
  await sharp(grey).withMetadata({ orientation: 6 }).toFile(path);
  const [level] = await readPyramid(path, { largest: 288, smallest: 80 });
  expect(level).toMatchObject({ width: 120, height: 80 });
  expect(level?.data.length).toBe(3 * 120 * 80);
});

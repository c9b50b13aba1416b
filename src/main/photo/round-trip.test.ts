import { existsSync, readdirSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { openPhoto } from './open-photo.ts';
import { areEqual, PhotoFolder, writeBare } from './photo-fixture.ts';
import { WRITE_DEFAULTS, writePhoto } from './write-photo.ts';

const files = new PhotoFolder();
afterAll(() => files.remove());

const samples = new URL('../../../../shared/photos/samples/', import.meta.url).pathname;
const photos = existsSync(samples)
  ? readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) => extname(name))
  : [];

describe.skipIf(photos.length === 0)('samples (skipped where ../shared is absent)', () => {
  test.each(photos)('%s', async (name) => {
    const path = join(samples, name);
    if (extname(name) === '.heic') {
      await expect(openPhoto(path, files.path)).rejects.toThrow('is in HEIC, a format that');
      return;
    }
    const { raster } = await openPhoto(path, files.path);
    const first = files.at(`first-${relative('.', name).replaceAll('/', '-')}.png`);
    await writePhoto(first, raster, { ...WRITE_DEFAULTS, mark: false });
    const isCmyk = name.includes('cmyk');
    if (!isCmyk) expect(await areEqual(first, path)).toBe(true);
    const [before, after] = [await sharp(path).metadata(), await sharp(first).metadata()];
    expect(after.icc).toEqual(isCmyk ? undefined : before.icc);
    if (before.density) expect(after.density).toBe(before.density);
    if (before.exif) expect(after.exif).toBeDefined();
    const again = await openPhoto(first, files.path);
    const second = first.replace('first-', 'second-');
    await writeBare(second, again.raster);
    expect(await areEqual(second, first)).toBe(true);
  });
});

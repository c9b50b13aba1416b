import { readdirSync, statSync } from 'node:fs';
import { ExifTool } from 'exiftool-vendored';
import sharp from 'sharp';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { writeMetadata } from './metadata.ts';
import { openPhoto } from './open-photo.ts';
import {
  areEqual,
  BARE,
  deepPixels,
  PHOTO_SIZE,
  PhotoFolder,
  pixelsOf,
  writeBare,
} from './photo-fixture.ts';
import type { Raster } from './raster.ts';
import { srgbProfile } from './srgb-profile.ts';
import { checkWritable, WRITE_DEFAULTS, writePhoto } from './write-photo.ts';

vi.mock('./metadata.ts', { spy: true });

const files = new PhotoFolder();
afterAll(() => files.remove());
const { width, height } = PHOTO_SIZE;

describe.each(['.png', '.tif'])('16 bits in %s', (extension) => {
  test('stay as they are without an edit', async () => {
    const path = await files.deep(`deep${extension}`);
    const { raster, notes } = await openPhoto(path, files.path);
    expect(raster).toMatchObject({ width, height, channels: 3, depth: 16 });
    expect(notes).toEqual([]);
    const out = files.at(`deep-out${extension}`);
    await writeBare(out, raster);
    expect(await areEqual(out, path)).toBe(true);
    expect((await sharp(out).metadata()).icc).toEqual((await sharp(path).metadata()).icc);
  });
});

describe('a photo is written', () => {
  /** A photo with a place, a camera and a profile. */
  async function opened(): Promise<Raster> {
    const exif = {
      IFD0: { Model: 'Camera 1' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
    };
    const bytes = await sharp(deepPixels, { raw: { width, height, channels: 3 } })
      .toColourspace('rgb16')
      .withIccProfile('p3')
      .withExif(exif)
      .png()
      .toBuffer();
    return (await openPhoto({ name: 'placed.png', bytes }, files.path)).raster;
  }
  const tags = async (path: string) => {
    const exiftool = new ExifTool({ maxProcs: 1 });
    const read = (await exiftool.read(path)) as Record<string, unknown>;
    await exiftool.end();
    return {
      model: read['Model'],
      latitude: read['GPSLatitude'],
      source: read['DigitalSourceType'],
    };
  };

  test.each(['.jpg', '.png', '.tif', '.webp', '.avif'])(
    'in %s with what it says of itself, and marked',
    async (extension) => {
      const raster = await opened();
      await writePhoto(files.at(`kept${extension}`), raster);
      const kept = await tags(files.at(`kept${extension}`));
      expect(kept).toMatchObject({ model: 'Camera 1', latitude: 51.5 });
      expect(kept.source).toContain('compositeWithTrainedAlgorithmicMedia');
      expect((await sharp(files.at(`kept${extension}`)).metadata()).icc).toEqual(raster.profile);
      await writePhoto(files.at(`placeless${extension}`), raster, {
        ...WRITE_DEFAULTS,
        metadata: 'no-gps',
        mark: false,
      });
      expect(await tags(files.at(`placeless${extension}`))).toEqual({
        model: 'Camera 1',
        latitude: undefined,
        source: undefined,
      });
      await writePhoto(files.at(`bare${extension}`), raster, {
        ...WRITE_DEFAULTS,
        metadata: 'none',
        mark: false,
      });
      expect(await tags(files.at(`bare${extension}`))).toEqual({
        model: undefined,
        latitude: undefined,
        source: undefined,
      });
      expect((await sharp(files.at(`bare${extension}`)).metadata()).icc).toEqual(raster.profile);
      expect(readdirSync(files.path).filter((name) => name.includes('.part'))).toEqual([]);
    },
  );

  test('with the EXIF and captions that only some formats bring along', async () => {
    const tiff = files.at('captioned.tif');
    await writeBare(tiff, await opened());
    const exiftool = new ExifTool({ maxProcs: 1 });
    const args = ['-overwrite_original', '-IPTC:Keywords=harbour', '-IPTC:City=Kiel'];
    const described = { Model: 'Camera 2', 'XMP-tiff:Orientation#': 6 } as object;
    await exiftool.write(tiff, described, { writeArgs: args });
    await exiftool.end();
    const { raster } = await openPhoto(tiff, files.path);
    const placeless = { ...WRITE_DEFAULTS, metadata: 'no-gps' } as const;
    await writePhoto(files.at('captioned.jpg'), raster, placeless);
    const reader = new ExifTool({ maxProcs: 1 });
    const read = (await reader.read(files.at('captioned.jpg'))) as Record<string, unknown>;
    await reader.end();
    expect(read).toMatchObject({ Model: 'Camera 2', Keywords: 'harbour' });
    expect(read['City']).toBeUndefined();
    expect([undefined, 1]).toContain(read['Orientation']);
  });

  test('on white where it is transparent and the format knows no opacity', async () => {
    const clear = await sharp({ create: { width, height, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const { raster } = await openPhoto({ name: 'clear.png', bytes: clear }, files.path);
    await writeBare(files.at('white.jpg'), raster);
    expect([...(await pixelsOf(files.at('white.jpg'))).data.subarray(0, 3)]).toEqual([
      255, 255, 255,
    ]);
  });

  test.each(['.png', '.tif'])(
    'in sRGB as it is, where 16 bits have no profile, in %s',
    async (extension) => {
      const bytes = await sharp(deepPixels, { raw: { width, height, channels: 3 } })
        .toColourspace('rgb16')
        .png()
        .toBuffer();
      const { raster } = await openPhoto({ name: 'untagged.png', bytes }, files.path);
      const path = files.at(`untagged${extension}`);
      await writePhoto(path, raster, { ...BARE, profile: 'srgb' });
      const { data } = await pixelsOf(path);
      expect(Buffer.compare(data, Buffer.from(deepPixels.buffer))).toBe(0);
      const { icc, depth } = await sharp(path).metadata();
      expect([depth, icc]).toEqual(['ushort', Buffer.from(await srgbProfile())]);
    },
  );

  test('in another size, depth, profile and quality', async () => {
    const raster = await opened();
    const small = {
      ...WRITE_DEFAULTS,
      size: 45,
      sharpen: true,
      depth: 8,
      profile: 'srgb',
    } as const;
    await writePhoto(files.at('small.png'), raster, small);
    const { width: w, height: h, depth, icc } = await sharp(files.at('small.png')).metadata();
    expect([w, h, depth]).toEqual([45, 30, 'uchar']);
    expect(icc).not.toEqual(raster.profile);
    await writePhoto(files.at('large.jpg'), raster, { ...WRITE_DEFAULTS, size: 5000 });
    expect((await sharp(files.at('large.jpg')).metadata()).width).toBe(width);
    await writePhoto(files.at('coarse.jpg'), raster, { ...WRITE_DEFAULTS, quality: 20 });
    expect(statSync(files.at('coarse.jpg')).size).toBeLessThan(
      statSync(files.at('large.jpg')).size / 2,
    );
  });

  test.each([
    [{ quality: 0 }, 'quality of 0'],
    [{ quality: 50.5 }, 'quality of 50.5'],
    [{ size: 3 }, 'size of 3'],
  ])('not with %j', (change, message) => {
    expect(() => checkWritable(files.at('never.jpg'), { ...WRITE_DEFAULTS, ...change })).toThrow(
      message,
    );
  });
});

describe('a format that cannot hold a photo as large is refused before it is written', () => {
  test.each([
    ['.webp', 16_383],
    ['.avif', 16_384],
    ['.jpg', 65_500],
  ])('%s, beyond %i pixels', async (extension, most) => {
    const out = files.at(`wide${extension}`);
    const open = async (side: number) => {
      const create = { width: side, height: 16, channels: 3, background: 'teal' } as const;
      const bytes = await sharp({ create }).png().toBuffer();
      return (await openPhoto({ name: 'wide.png', bytes }, files.path)).raster;
    };
    const [fits, wide] = [await open(most), await open(most + 1)];
    await writeBare(out, fits);
    expect((await sharp(out).metadata()).width).toBe(most);
    await expect(writeBare(out, wide)).rejects.toThrow(
      `${extension} holds sides of ${most} pixels at most. Write .tif or .png instead, or make it smaller: a longer side of ${most} or less.`,
    );
    await writePhoto(out, wide, { ...BARE, size: most });
    expect((await sharp(out).metadata()).width).toBe(most);
    for (const lossless of ['.png', '.tif']) await writeBare(files.at(`wide${lossless}`), wide);
  });
});

test('a name without a known format is refused', async () => {
  const { raster } = await openPhoto(await files.deep('name.png'), files.path);
  await expect(writeBare(files.at('out.bmp'), raster)).rejects.toThrow('.bmp is not a format');
  await expect(writeBare(files.at('out'), raster)).rejects.toThrow('without an extension');
});

test('a stop is told as that, though it has ended ExifTool too', async () => {
  const { raster } = await openPhoto(await files.deep('stopped.png'), files.path);
  const stop = new AbortController();
  vi.mocked(writeMetadata).mockImplementationOnce(() => {
    stop.abort(new Error('stopped'));
    return Promise.reject(new Error('Process terminated before task completed'));
  });
  const out = files.at('stopped-out.png');
  await expect(writePhoto(out, raster, WRITE_DEFAULTS, stop.signal)).rejects.toThrow('stopped');
  expect(readdirSync(files.path)).not.toContain('stopped-out.png');
});

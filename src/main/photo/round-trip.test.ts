import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { crc32 } from 'node:zlib';
import { ExifTool } from 'exiftool-vendored';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyToRaster } from './apply-to-raster.ts';
import { strokesArea } from './area.ts';
import { modelPicture, openPhoto, rgbRaster } from './open-photo.ts';
import { PictureError } from './picture-file.ts';
import type { Raster } from './raster.ts';
import { checkWritable, WRITE_DEFAULTS, writePhoto as write } from './write-photo.ts';

/** Pixels alone: what is said of them takes a second to write. */
const BARE = { ...WRITE_DEFAULTS, metadata: 'none', mark: false } as const;

const writePhoto: typeof write = (path, raster, options = BARE) => write(path, raster, options);

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-photo-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Upright pixels as a file encodes them. */
async function pixelsOf(path: string) {
  const { space, depth } = await sharp(path).metadata();
  const { data, info } = await sharp(path, { ignoreIcc: true })
    .autoOrient()
    .toColourspace(space)
    .raw({ depth })
    .toBuffer({ resolveWithObject: true });
  return { ...info, data };
}

const [width, height] = [90, 60];

/** A gradient in 16 bits with noise in the lowest. */
const deep = Uint16Array.from({ length: 3 * width * height }, (_, i) => (i * 40503) % 65536);

async function write16(name: string): Promise<string> {
  const image = sharp(deep, { raw: { width, height, channels: 3 } }).toColourspace('rgb16');
  const png = await image.withIccProfile('p3').png().toBuffer();
  const kept = sharp(png).keepMetadata().toColourspace('rgb16');
  await (name.endsWith('.tif') ? kept.tiff({ compression: 'none' }) : kept).toFile(at(name));
  return at(name);
}

/** Whether two files hold the same pixels. */
async function areEqual(one: string, other: string): Promise<boolean> {
  const [a, b] = [await pixelsOf(one), await pixelsOf(other)];
  return a.channels === b.channels && a.width === b.width && Buffer.compare(a.data, b.data) === 0;
}

describe.each(['.png', '.tif'])('16 bits in %s', (extension) => {
  test('stay as they are without an edit', async () => {
    const path = await write16(`deep${extension}`);
    const { raster, notes } = await openPhoto(path, folder);
    expect(raster).toMatchObject({ width, height, channels: 3, depth: 16 });
    expect(notes).toEqual([]);
    const out = at(`deep-out${extension}`);
    await writePhoto(out, raster);
    expect(await areEqual(out, path)).toBe(true);
    expect((await sharp(out).metadata()).icc).toEqual((await sharp(path).metadata()).icc);
  });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %s comes out upright, and once', async (n) => {
  const upright = sharp(
    Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9, 200, 200, 0, 0, 200, 200]),
    {
      raw: { width: 3, height: 2, channels: 3 },
    },
  );
  const turned = await upright.png().withMetadata({ orientation: n }).toBuffer();
  const expected = await sharp(turned).autoOrient().raw().toBuffer({ resolveWithObject: true });
  const { raster } = await openPhoto({ name: 'turned.png', bytes: turned }, folder);
  const out = at(`turned-${n}.png`);
  await writePhoto(out, raster);
  const result = await sharp(out).raw().toBuffer({ resolveWithObject: true });
  expect(result.data).toEqual(expected.data);
  expect([result.info.width, result.info.height]).toEqual(n < 5 ? [3, 2] : [2, 3]);
  expect((await sharp(out).metadata()).orientation ?? 1).toBe(1);
});

describe('an edit', () => {
  /** Half as bright. */
  const field = {
    width: 1,
    height: 1,
    maps: Float32Array.from([0.5, 0, 0, -0.5, 0, 0.5, 0, -0.5, 0, 0, 0.5, -0.5]),
  };
  /** A stroke in the middle of the left half. */
  const strokes = { width, height, values: new Uint8Array(width * height) };
  for (let y = 20; y < 40; y++) for (let x = 10; x < 30; x++) strokes.values[y * width + x] = 1;
  const signal = new AbortController().signal;

  const edited = (raster: Raster, to: string, feather = 0) =>
    applyToRaster(raster, { field, area: strokesArea(strokes, feather), gain: 1 }, at(to), signal);

  test.each(['.png', '.tif'])(
    'leaves what is outside its area bit for bit, in 16 bits %s',
    async (extension) => {
      const path = await write16(`edit${extension}`);
      const { raster } = await openPhoto(path, folder);
      const out = at(`edited${extension}`);
      await writePhoto(out, await edited(raster, `edited${extension}.v`, 0.1));
      const [before, after] = [await pixelsOf(path), await pixelsOf(out)];
      const numbers = ({ data }: typeof before) => new Uint16Array(new Uint8Array(data).buffer);
      const [was, is] = [numbers(before), numbers(after)];
      for (let i = 0; i < was.length; i++) {
        const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
        const [dx, dy] = [Math.max(0, 10 - x, x - 30), Math.max(0, 20 - y, y - 40)];
        if (Math.hypot(dx, dy) > 9) expect(is[i]).toBe(was[i]);
        if (dx + dy === 0 && x < 30 && y < 40) {
          expect(Math.abs((is[i] as number) - (was[i] as number) / 2)).toBeLessThan(1);
        }
      }
    },
  );

  test('leaves opacity alone, and makes a grey photo one of colours', async () => {
    const alpha = await sharp({ create: { width, height, channels: 4, background: '#80808055' } })
      .png()
      .toBuffer();
    const { raster } = await openPhoto({ name: 'clear.png', bytes: alpha }, folder);
    expect(raster.channels).toBe(4);
    await writePhoto(at('clear.png'), await edited(raster, 'clear.v'));
    const clear = await pixelsOf(at('clear.png'));
    const pixel = (x: number, y: number) => [
      ...clear.data.subarray(4 * (y * width + x)).subarray(0, 4),
    ];
    expect(pixel(20, 30)).toEqual([64, 64, 64, 0x55]);
    expect(pixel(60, 30)).toEqual([128, 128, 128, 0x55]);

    const grey = await sharp(alpha).removeAlpha().toColourspace('b-w').png().toBuffer();
    const opened = await openPhoto({ name: 'grey.png', bytes: grey }, folder);
    expect(opened.raster.channels).toBe(1);
    await writePhoto(at('grey.png'), opened.raster);
    expect((await pixelsOf(at('grey.png'))).channels).toBe(1);
    const rgb = await rgbRaster(opened.raster, folder);
    expect(rgb.channels).toBe(3);
    await writePhoto(at('coloured.png'), await edited(rgb, 'coloured.v'));
    expect([...(await pixelsOf(at('coloured.png'))).data.subarray(0, 3)]).toEqual([128, 128, 128]);
  });

  test('on many threads is the edit on one', async () => {
    const [w, h] = [3000, 1600];
    const noise = Buffer.from(
      Uint8Array.from({ length: 3 * w * h }, (_, i) => ((i * 40503) >> 5) & ~1),
    );
    const bytes = await sharp(noise, { raw: { width: w, height: h, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const { raster } = await openPhoto({ name: 'large.png', bytes }, folder);
    const result = await applyToRaster(
      raster,
      { field, area: { kind: 'photo' }, gain: 1 },
      at('large.v'),
      signal,
    );
    await writePhoto(at('large.png'), result);
    const { data } = await pixelsOf(at('large.png'));
    expect(Buffer.compare(data, Buffer.from(noise.map((v) => Math.round(v / 2))))).toBe(0);
    const stopped = AbortSignal.abort(new Error('stopped'));
    const again = applyToRaster(
      raster,
      { field, area: { kind: 'photo' }, gain: 1 },
      at('stopped.v'),
      stopped,
    );
    await expect(again).rejects.toThrow('stopped');
  });
});

describe('what cannot be kept is said', () => {
  test('CMYK becomes sRGB', async () => {
    const bytes = await sharp({ create: { width, height, channels: 3, background: 'teal' } })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();
    const { raster, notes } = await openPhoto({ name: 'print.jpg', bytes }, folder);
    expect(raster).toMatchObject({ channels: 3, depth: 8, profile: undefined });
    expect(notes).toEqual(['print.jpg is in cmyk, and was converted to sRGB.']);
  });

  test('a file that is cut short is shown as far as it goes', async () => {
    const whole = await sharp(deep, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer();
    const bytes = whole.subarray(0, whole.length * 0.6);
    const { raster, notes } = await openPhoto({ name: 'short.jpg', bytes }, folder);
    expect(raster).toMatchObject({ width, height });
    expect(notes[0]).toContain('short.jpg is damaged or cut short');
  });

  test('a damaged profile is passed over', async () => {
    const file = await sharp(await write16('profile.png'))
      .keepMetadata()
      .toColourspace('srgb')
      .tiff()
      .toBuffer();
    const profile = (await sharp(file).metadata()).icc as Buffer;
    const start = file.indexOf(profile.subarray(0, 64));
    file.fill(0x41, start + 12, start + 200);
    const { raster, notes } = await openPhoto({ name: 'profile.tif', bytes: file }, folder);
    expect(raster.profile).toBeUndefined();
    expect(notes).toEqual(['The colour profile of profile.tif cannot be used; sRGB is assumed.']);
  });

  test('a picture that claims more pixels than anyone has is not decoded', async () => {
    const bytes = await sharp({ create: { width, height, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    // Width and height of the header, and the header's checksum.
    bytes.writeUInt32BE(60_000, 16);
    bytes.writeUInt32BE(60_000, 20);
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    const opening = openPhoto({ name: 'bomb.png', bytes }, folder);
    await expect(opening).rejects.toThrow(PictureError);
    await expect(opening).rejects.toThrow('pixel limit');
  });

  test.each([
    ['shot.nef', 'camera RAW file (Nikon)'],
    ['text.jpg', 'cannot be read as a picture'],
  ])('%s is refused: %s', async (name, message) => {
    const opening = openPhoto({ name, bytes: Buffer.from('no picture at all') }, folder);
    await expect(opening).rejects.toThrow(PictureError);
    await expect(opening).rejects.toThrow(message);
  });
});

test('colours of a wide profile reach the model as sRGB', async () => {
  const p3 = await sharp({ create: { width, height, channels: 3, background: '#c86432' } })
    .withIccProfile('p3')
    .png()
    .toBuffer();
  const { raster } = await openPhoto({ name: 'p3.png', bytes: p3 }, folder);
  expect(raster.profile).toBeDefined();
  const { data } = await modelPicture(raster, { width: 8, height: 8 });
  const plane = 64;
  const bytes = [0, plane, 2 * plane].map((i) => Math.round(127.5 * ((data[i] as number) + 1)));
  for (const [c, value] of [0xc8, 0x64, 0x32].entries()) {
    expect(Math.abs((bytes[c] as number) - value)).toBeLessThanOrEqual(1);
  }
});

describe('a photo is written', () => {
  /** A photo with a place, a camera and a profile. */
  async function opened(): Promise<Raster> {
    const exif = {
      IFD0: { Model: 'Camera 1' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
    };
    const bytes = await sharp(deep, { raw: { width, height, channels: 3 } })
      .toColourspace('rgb16')
      .withIccProfile('p3')
      .withExif(exif)
      .png()
      .toBuffer();
    return (await openPhoto({ name: 'placed.png', bytes }, folder)).raster;
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
      await write(at(`kept${extension}`), raster);
      const kept = await tags(at(`kept${extension}`));
      expect(kept).toMatchObject({ model: 'Camera 1', latitude: 51.5 });
      expect(kept.source).toContain('compositeWithTrainedAlgorithmicMedia');
      expect((await sharp(at(`kept${extension}`)).metadata()).icc).toEqual(raster.profile);
      await writePhoto(at(`placeless${extension}`), raster, {
        ...WRITE_DEFAULTS,
        metadata: 'no-gps',
        mark: false,
      });
      expect(await tags(at(`placeless${extension}`))).toEqual({
        model: 'Camera 1',
        latitude: undefined,
        source: undefined,
      });
      await writePhoto(at(`bare${extension}`), raster, {
        ...WRITE_DEFAULTS,
        metadata: 'none',
        mark: false,
      });
      expect(await tags(at(`bare${extension}`))).toEqual({
        model: undefined,
        latitude: undefined,
        source: undefined,
      });
      expect((await sharp(at(`bare${extension}`)).metadata()).icc).toEqual(raster.profile);
      expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
    },
  );

  test('with the EXIF and captions that only some formats bring along', async () => {
    const tiff = at('captioned.tif');
    await writePhoto(tiff, await opened());
    const exiftool = new ExifTool({ maxProcs: 1 });
    const args = ['-overwrite_original', '-IPTC:Keywords=harbour', '-IPTC:City=Kiel'];
    const described = { Model: 'Camera 2', 'XMP-tiff:Orientation#': 6 } as object;
    await exiftool.write(tiff, described, { writeArgs: args });
    await exiftool.end();
    const { raster } = await openPhoto(tiff, folder);
    const placeless = { ...WRITE_DEFAULTS, metadata: 'no-gps' } as const;
    await writePhoto(at('captioned.jpg'), raster, placeless);
    const reader = new ExifTool({ maxProcs: 1 });
    const read = (await reader.read(at('captioned.jpg'))) as Record<string, unknown>;
    await reader.end();
    expect(read).toMatchObject({ Model: 'Camera 2', Keywords: 'harbour' });
    expect(read['City']).toBeUndefined();
    expect([undefined, 1]).toContain(read['Orientation']);
  });

  test('on white where it is transparent and the format knows no opacity', async () => {
    const clear = await sharp({ create: { width, height, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const { raster } = await openPhoto({ name: 'clear.png', bytes: clear }, folder);
    await writePhoto(at('white.jpg'), raster);
    expect([...(await pixelsOf(at('white.jpg'))).data.subarray(0, 3)]).toEqual([255, 255, 255]);
  });

  test('in sRGB as it is, where 16 bits have no profile', async () => {
    const bytes = await sharp(deep, { raw: { width, height, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    const { raster } = await openPhoto({ name: 'untagged.png', bytes }, folder);
    await writePhoto(at('untagged.png'), raster, { ...BARE, profile: 'srgb' });
    const { data } = await pixelsOf(at('untagged.png'));
    expect(Buffer.compare(data, Buffer.from(deep.buffer))).toBe(0);
  });

  test('in another size, depth, profile and quality', async () => {
    const raster = await opened();
    const small = {
      ...WRITE_DEFAULTS,
      size: 45,
      sharpen: true,
      depth: 8,
      profile: 'srgb',
    } as const;
    await writePhoto(at('small.png'), raster, small);
    const { width: w, height: h, depth, icc } = await sharp(at('small.png')).metadata();
    expect([w, h, depth]).toEqual([45, 30, 'uchar']);
    expect(icc).not.toEqual(raster.profile);
    await writePhoto(at('large.jpg'), raster, { ...WRITE_DEFAULTS, size: 5000 });
    expect((await sharp(at('large.jpg')).metadata()).width).toBe(width);
    await writePhoto(at('coarse.jpg'), raster, { ...WRITE_DEFAULTS, quality: 20 });
    expect(statSync(at('coarse.jpg')).size).toBeLessThan(statSync(at('large.jpg')).size / 2);
  });

  test.each([
    [{ quality: 0 }, 'quality of 0'],
    [{ quality: 50.5 }, 'quality of 50.5'],
    [{ size: 3 }, 'size of 3'],
  ])('not with %j', (change, message) => {
    expect(() => checkWritable(at('never.jpg'), { ...WRITE_DEFAULTS, ...change })).toThrow(message);
  });
});

test('a name without a known format is refused', async () => {
  const { raster } = await openPhoto(await write16('name.png'), folder);
  await expect(writePhoto(at('out.bmp'), raster)).rejects.toThrow('.bmp is no format');
  await expect(writePhoto(at('out'), raster)).rejects.toThrow('without an extension');
});

const samples = new URL('../../../../shared/photos/samples/', import.meta.url).pathname;
const photos = existsSync(samples)
  ? readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) => extname(name))
  : [];

describe.skipIf(photos.length === 0)('samples (skipped where ../shared is absent)', () => {
  test.each(photos)('%s', async (name) => {
    const path = join(samples, name);
    if (extname(name) === '.heic') {
      await expect(openPhoto(path, folder)).rejects.toThrow('export other formats, such as HEIC');
      return;
    }
    const { raster } = await openPhoto(path, folder);
    const first = at(`first-${relative('.', name).replaceAll('/', '-')}.png`);
    await writePhoto(first, raster, { ...WRITE_DEFAULTS, mark: false });
    const isCmyk = name.includes('cmyk');
    if (!isCmyk) expect(await areEqual(first, path)).toBe(true);
    const [before, after] = [await sharp(path).metadata(), await sharp(first).metadata()];
    expect(after.icc).toEqual(isCmyk ? undefined : before.icc);
    if (before.density) expect(after.density).toBe(before.density);
    if (before.exif) expect(after.exif).toBeDefined();
    const again = await openPhoto(first, folder);
    const second = first.replace('first-', 'second-');
    await writePhoto(second, again.raster);
    expect(await areEqual(second, first)).toBe(true);
  });
});

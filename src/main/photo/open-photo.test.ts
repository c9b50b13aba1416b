import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { TemporaryFolderError } from '../files/temporary-folder.ts';
import { modelPicture, openPhoto, rgbRaster } from './open-photo.ts';
import {
  deepPixels,
  linearGreyProfile,
  PHOTO_SIZE,
  PhotoFolder,
  withProfile,
  writeBare,
} from './photo-fixture.ts';
import { PictureError } from './picture-file.ts';

const files = new PhotoFolder();
afterAll(() => files.remove());
const { width, height } = PHOTO_SIZE;

test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %s comes out upright, and once', async (n) => {
  const upright = sharp(
    Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9, 200, 200, 0, 0, 200, 200]),
    {
      raw: { width: 3, height: 2, channels: 3 },
    },
  );
  const turned = await upright.png().withMetadata({ orientation: n }).toBuffer();
  const expected = await sharp(turned).autoOrient().raw().toBuffer({ resolveWithObject: true });
  const { raster } = await openPhoto({ name: 'turned.png', bytes: turned }, files.path);
  const out = files.at(`turned-${n}.png`);
  await writeBare(out, raster);
  const result = await sharp(out).raw().toBuffer({ resolveWithObject: true });
  expect(result.data).toEqual(expected.data);
  expect([result.info.width, result.info.height]).toEqual(n < 5 ? [3, 2] : [2, 3]);
  expect((await sharp(out).metadata()).orientation ?? 1).toBe(1);
});

describe('what cannot be kept is said', () => {
  test('CMYK becomes sRGB', async () => {
    const bytes = await sharp({ create: { width, height, channels: 3, background: 'teal' } })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();
    const { raster, notes } = await openPhoto({ name: 'print.jpg', bytes }, files.path);
    expect(raster).toMatchObject({ channels: 3, depth: 8, profile: undefined });
    expect(notes).toEqual(['print.jpg is in cmyk, and was converted to sRGB.']);
  });

  test('a file that is cut short is shown as far as it goes', async () => {
    const whole = await sharp(deepPixels, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer();
    const bytes = whole.subarray(0, whole.length * 0.6);
    const { raster, notes } = await openPhoto({ name: 'short.jpg', bytes }, files.path);
    expect(raster).toMatchObject({ width, height });
    expect(notes[0]).toContain('short.jpg is damaged or cut short');
  });

  test('a damaged profile is passed over', async () => {
    const file = await sharp(await files.deep('profile.png'))
      .keepMetadata()
      .toColourspace('srgb')
      .tiff()
      .toBuffer();
    const profile = (await sharp(file).metadata()).icc as Buffer;
    const start = file.indexOf(profile.subarray(0, 64));
    file.fill(0x41, start + 12, start + 200);
    const { raster, notes } = await openPhoto({ name: 'profile.tif', bytes: file }, files.path);
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
    const opening = openPhoto({ name: 'bomb.png', bytes }, files.path);
    await expect(opening).rejects.toThrow(PictureError);
    await expect(opening).rejects.toThrow('pixel limit');
  });

  test('a folder that its pixels cannot be written into is not the fault of the photo', async () => {
    const path = await files.deep('whole.png');
    const opening = openPhoto(path, files.at('none/folder'));
    await expect(opening).rejects.toThrow(TemporaryFolderError);
    await expect(opening).rejects.toThrow(files.at('none'));
  });

  test.each([
    ['shot.nef', 'camera RAW file (Nikon)'],
    ['phone.heic', /^phone.heic is in HEIC, a format that is not supported. [^(]*$/],
    ['text.jpg', 'cannot be read as a picture'],
  ])('%s is refused: %s', async (name, message) => {
    const opening = openPhoto({ name, bytes: Buffer.from('no picture at all') }, files.path);
    await expect(opening).rejects.toThrow(PictureError);
    await expect(opening).rejects.toThrow(message);
  });
});

test.each([
  [8, 'b-w'],
  [16, 'grey16'],
] as const)(
  'greys of a profile stay as they are, and are converted for edits, in %i bits',
  async (depth, space) => {
    const whole = 2 ** depth - 1;
    const greys = [0, 0.1, 0.25, 0.5, 0.75, 1].map((value) => Math.round(value * whole));
    const [w, h] = [greys.length, 1];
    const image = sharp(depth === 8 ? Uint8Array.from(greys) : Uint16Array.from(greys), {
      raw: { width: w, height: h, channels: 1 },
    });
    const png = await image.toColourspace(space).png().toBuffer();
    const bytes = withProfile(png, linearGreyProfile());
    const { raster, notes } = await openPhoto({ name: 'grey.png', bytes }, files.path);
    expect([raster.channels, raster.depth, notes]).toEqual([1, depth, []]);
    expect(raster.profile).toEqual(linearGreyProfile());
    const out = files.at(`grey-${depth}.png`);
    await writeBare(out, raster);
    expect((await sharp(out).metadata()).icc).toEqual(raster.profile);

    const rgb = await rgbRaster(raster, files.path);
    expect(rgb).toMatchObject({ channels: 3, depth, profile: undefined });
    const { data } = await modelPicture(rgb, { width: w, height: h });
    const encoded = (light: number) =>
      light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
    for (let c = 0; c < 3; c++) {
      for (const [i, grey] of greys.entries()) {
        const value = Math.round((whole * ((data[c * w + i] as number) + 1)) / 2);
        expect(Math.abs(value - whole * encoded(grey / whole))).toBeLessThan(0.6);
      }
    }
  },
);

test('colours of a wide profile reach the model as sRGB', async () => {
  const p3 = await sharp({ create: { width, height, channels: 3, background: '#c86432' } })
    .withIccProfile('p3')
    .png()
    .toBuffer();
  const { raster } = await openPhoto({ name: 'p3.png', bytes: p3 }, files.path);
  expect(raster.profile).toBeDefined();
  const { data } = await modelPicture(raster, { width: 8, height: 8 });
  const plane = 64;
  const bytes = [0, plane, 2 * plane].map((i) => Math.round(127.5 * ((data[i] as number) + 1)));
  for (const [c, value] of [0xc8, 0x64, 0x32].entries()) {
    expect(Math.abs((bytes[c] as number) - value)).toBeLessThanOrEqual(1);
  }
});

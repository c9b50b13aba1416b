import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PictureError, readPhoto, resizePhoto, writePhoto } from './photo-file.ts';
import { strokeMask } from './stroke-mask.ts';
import { paintOver, readStrokes } from './strokes.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const photo = { width: 60, height: 40, data: new Uint8Array(3 * 60 * 40).fill(100) };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-strokes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A layer with an opaque red square in its middle. */
async function paintSquare(path: string, width: number, height: number, side: number) {
  const data = new Uint8Array(4 * width * height);
  for (let y = (height - side) / 2; y < (height + side) / 2; y++) {
    for (let x = (width - side) / 2; x < (width + side) / 2; x++) {
      data.set([255, 0, 0, 255], 4 * (y * width + x));
    }
  }
  await sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toFile(path);
}

test('strokes cover the photo where they are opaque', async () => {
  await paintSquare(at('strokes.png'), 60, 40, 20);
  const strokes = await readStrokes(at('strokes.png'), photo);
  const small = await resizePhoto(photo, { width: 60, height: 40 });
  const { painted, opacity } = await paintOver(small, strokes);
  const [inside, outside, plane] = [20 * 60 + 30, 2 * 60 + 2, 60 * 40];
  expect([opacity[inside], opacity[outside]]).toEqual([1, 0]);
  expect(painted.data[inside]).toBe(1);
  expect(painted.data[plane + inside]).toBe(-1);
  expect(painted.data[outside]).toBeCloseTo(100 / 127.5 - 1, 6);
});

describe('strokes that cannot be used are an error that says what to do', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    [
      'of another aspect',
      () => paintSquare(at('s.png'), 40, 40, 10),
      'not the aspect of the photo',
    ],
    ['with nothing painted', () => paintSquare(at('s.png'), 60, 40, 0), 'nothing painted'],
    [
      'without transparency',
      () =>
        sharp({ create: { width: 60, height: 40, channels: 3, background: 'red' } }).toFile(
          at('s.png'),
        ),
      'no transparency',
    ],
    ['that are no picture', async () => writeFileSync(at('s.png'), 'text'), 'cannot be read'],
    ['that do not exist', async () => undefined, 'does not exist'],
  ])('%s', async (_what, make, message) => {
    await make();
    await expect(readStrokes(at('s.png'), photo)).rejects.toThrow(PictureError);
    await expect(readStrokes(at('s.png'), photo)).rejects.toThrow(message);
  });
});

test('a mask is whole on the strokes, falls over its feather and is 0 beyond', async () => {
  await paintSquare(at('strokes.png'), 60, 40, 20);
  const strokes = await readStrokes(at('strokes.png'), photo);
  const mask = await strokeMask(strokes, { width: 120, height: 80 }, 10);
  const row = (x: number) => mask[40 * 120 + x] as number;
  // The square reaches from 40 to 80.
  expect([row(40), row(60), row(79)]).toEqual([255, 255, 255]);
  // Half of the way, half of it.
  expect(row(84)).toBe(128);
  expect(row(82)).toBeGreaterThan(row(86));
  expect([row(90), row(119), row(0)]).toEqual([0, 0, 0]);
  const hard = await strokeMask(strokes, { width: 120, height: 80 }, 0);
  expect(new Set(hard)).toEqual(new Set([0, 255]));
});

test('what is written is read again as it was', async () => {
  const data = Uint8Array.from({ length: 3 * 60 * 40 }, (_, i) => (i * 7) % 256);
  await writePhoto(at('out.png'), { ...photo, data });
  expect((await readPhoto(at('out.png'))).data).toEqual(Buffer.from(data));
});

test('a name without a known format is refused', async () => {
  await expect(writePhoto(at('out.bmp'), photo)).rejects.toThrow('.bmp is no format');
  await expect(writePhoto(at('out'), photo)).rejects.toThrow('without an extension');
});

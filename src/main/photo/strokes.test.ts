import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resizePhoto } from './photo-file.ts';
import { PictureError } from './picture-file.ts';
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

import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { applyToRaster } from './apply-to-raster.ts';
import { strokesArea } from './area.ts';
import { openPhoto, rgbRaster } from './open-photo.ts';
import { PHOTO_SIZE, PhotoFolder, pixelsOf, writeBare } from './photo-fixture.ts';
import type { Raster } from './raster.ts';

const files = new PhotoFolder();
afterAll(() => files.remove());
const { width, height } = PHOTO_SIZE;

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
    applyToRaster(
      raster,
      { field, area: strokesArea(strokes, feather), gain: 1 },
      files.at(to),
      signal,
    );

  test.each(['.png', '.tif'])(
    'leaves what is outside its area bit for bit, in 16 bits %s',
    async (extension) => {
      const path = await files.deep(`edit${extension}`);
      const { raster } = await openPhoto(path, files.path);
      const out = files.at(`edited${extension}`);
      await writeBare(out, await edited(raster, `edited${extension}.v`, 0.1));
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
    const { raster } = await openPhoto({ name: 'clear.png', bytes: alpha }, files.path);
    expect(raster.channels).toBe(4);
    await writeBare(files.at('clear.png'), await edited(raster, 'clear.v'));
    const clear = await pixelsOf(files.at('clear.png'));
    const pixel = (x: number, y: number) => [
      ...clear.data.subarray(4 * (y * width + x)).subarray(0, 4),
    ];
    expect(pixel(20, 30)).toEqual([64, 64, 64, 0x55]);
    expect(pixel(60, 30)).toEqual([128, 128, 128, 0x55]);

    const grey = await sharp(alpha).removeAlpha().toColourspace('b-w').png().toBuffer();
    const opened = await openPhoto({ name: 'grey.png', bytes: grey }, files.path);
    expect(opened.raster.channels).toBe(1);
    await writeBare(files.at('grey.png'), opened.raster);
    expect((await pixelsOf(files.at('grey.png'))).channels).toBe(1);
    const rgb = await rgbRaster(opened.raster, files.path);
    expect(rgb.channels).toBe(3);
    await writeBare(files.at('coloured.png'), await edited(rgb, 'coloured.v'));
    expect([...(await pixelsOf(files.at('coloured.png'))).data.subarray(0, 3)]).toEqual([
      128, 128, 128,
    ]);
  });

  test('on many threads is the edit on one', async () => {
    const [w, h] = [3000, 1600];
    const noise = Buffer.from(
      Uint8Array.from({ length: 3 * w * h }, (_, i) => ((i * 40503) >> 5) & ~1),
    );
    const bytes = await sharp(noise, { raw: { width: w, height: h, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const { raster } = await openPhoto({ name: 'large.png', bytes }, files.path);
    const result = await applyToRaster(
      raster,
      { field, area: { kind: 'photo' }, gain: 1 },
      files.at('large.v'),
      signal,
    );
    await writeBare(files.at('large.png'), result);
    const { data } = await pixelsOf(files.at('large.png'));
    expect(Buffer.compare(data, Buffer.from(noise.map((v) => Math.round(v / 2))))).toBe(0);
    const stopped = AbortSignal.abort(new Error('stopped'));
    const again = applyToRaster(
      raster,
      { field, area: { kind: 'photo' }, gain: 1 },
      files.at('stopped.v'),
      stopped,
    );
    await expect(again).rejects.toThrow('stopped');
  });
});

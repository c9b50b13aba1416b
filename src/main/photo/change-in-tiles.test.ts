import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeInTiles, type TileChange } from './change-in-tiles.ts';
import { openPhoto } from './open-photo.ts';
import type { Planes } from './planes.ts';
import type { Raster } from './raster.ts';
import { resizedRaster } from './resize-raster.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-tiles-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [width, height] = [150, 131];
const signal = new AbortController().signal;

/** A photo of 8 or 16 bits, with a profile where one is named, and with opacity. */
async function photo(depth: 8 | 16, profile?: 'p3'): Promise<Raster> {
  const values = Uint16Array.from(
    { length: 4 * width * height },
    (_, i) => 8000 + ((i * 40503) % 48000),
  );
  const image = sharp(values, { raw: { width, height, channels: 4 } }).toColourspace(
    depth === 16 ? 'rgb16' : 'srgb',
  );
  const bytes = await (profile ? image.withIccProfile(profile) : image).png().toBuffer();
  return (await openPhoto({ name: 'photo.png', bytes }, folder)).raster;
}

const pixels = ({ path, depth }: Raster) => {
  const bytes = new Uint8Array(readFileSync(path));
  const data = bytes.slice(64, 64 + (4 * width * height * depth) / 8);
  return depth === 8 ? data : new Uint16Array(data.buffer);
};

const change = (work: TileChange['work'], more: Partial<TileChange> = {}): TileChange => ({
  ...{ longest: 64, overlap: 16, step: 8, strength: 1, tell: () => undefined },
  work,
  ...more,
});

/** Half as bright. */
const half = ([tile]: readonly Planes[]) => {
  const { data, ...size } = tile as Planes;
  return Promise.resolve({ ...size, data: data.map((value) => 0.5 * (value - 1)) });
};

test.each([8, 16] as const)(
  'what is done to every pixel shows no tiles, in %s bits',
  async (depth) => {
    const raster = await photo(depth);
    const told: string[] = [];
    const tell = (done: number, of: number) => told.push(`${done} of ${of}`);
    const result = await changeInTiles([raster], at('half.v'), change(half, { tell }), signal);
    const [was, is] = [pixels(raster), pixels(result)];
    for (let i = 0; i < was.length; i++) {
      const expected = i % 4 === 3 ? was[i] : (was[i] as number) / 2;
      expect(Math.abs((is[i] as number) - (expected as number))).toBeLessThan(1);
    }
    expect(told.at(0)).toBe('0 of 9');
    expect(told.at(-1)).toBe('9 of 9');
  },
);

test('without a change every bit stays, whatever the profile', async () => {
  const raster = await photo(16, 'p3');
  const same = change(([tile]) => Promise.resolve(tile as Planes));
  const result = await changeInTiles([raster], at('same.v'), same, signal);
  expect(readFileSync(result.path)).toEqual(readFileSync(raster.path));
});

test('half the strength is half the change', async () => {
  const raster = await photo(16);
  const result = await changeInTiles(
    [raster],
    at('weak.v'),
    change(half, { strength: 0.5 }),
    signal,
  );
  const [was, is] = [pixels(raster), pixels(result)];
  expect(Math.abs((is[0] as number) - 0.75 * (was[0] as number))).toBeLessThan(1);
});

test('other pictures are seen beside it, at the same place', async () => {
  const raster = await photo(8);
  const large = await resizedRaster(raster, { width: 300, height: 262 }, folder);
  const other = await resizedRaster(large, raster, folder);
  expect([other.width, other.height]).toEqual([width, height]);
  const take = change((tiles) => Promise.resolve(tiles[1] as Planes));
  const result = await changeInTiles([raster, other], at('other.v'), take, signal);
  const [is, beside] = [pixels(result), pixels(other)];
  for (let i = 0; i < is.length; i++) {
    if (i % 4 < 3) expect(Math.abs((is[i] as number) - (beside[i] as number))).toBeLessThan(2);
  }
});

test('a photo smaller than a tile is one', async () => {
  const raster = await photo(8);
  const sizes: number[][] = [];
  const look = change(
    ([tile]) => {
      const whole = tile as Planes;
      sizes.push([whole.width, whole.height]);
      return Promise.resolve(whole);
    },
    { longest: 256 },
  );
  await changeInTiles([raster], at('one.v'), look, signal);
  expect(sizes).toEqual([[152, 136]]);
});

test('it stops between tiles', async () => {
  const raster = await photo(8);
  const stop = new AbortController();
  const tell = (done: number) => done === 2 && stop.abort(new Error('enough'));
  const changed = changeInTiles([raster], at('no.v'), change(half, { tell }), stop.signal);
  await expect(changed).rejects.toThrow('enough');
});

import { expect, it } from 'vitest';
import { Coverage } from '../../document/coverage.ts';
import { LayerRaster, paintOf, type RasterTile } from '../../document/layer-raster.ts';
import { rasterFrame } from '../../document/raster-frame.ts';
import { strokeFixture } from '../../document/record-fixture.ts';
import type { Stroke } from '../../document/records.ts';
import { StrokeSheet } from './stroke-sheet.ts';

const frame = rasterFrame({ width: 1500, height: 900 });

function stroke(id: string, x: number, more: Partial<Stroke> = {}): Stroke {
  const how = { colour: '#3366cc', size: 120, hardness: 0.4, opacity: 0.7 };
  const points = [x, 200, 1, x + 300, 700, 1];
  return strokeFixture({ id, ...how, points, ...more });
}

const [a, b, c] = [stroke('a', 100), stroke('b', 300, { colour: '#ffcc00' }), stroke('c', 900)];

/** Whether a sheet shows just what its strokes come to; tiles with nothing on them count as none. */
function shows(sheet: StrokeSheet, strokes: readonly Stroke[]): boolean {
  const whole = new LayerRaster(frame);
  for (const one of strokes) whole.draw(one);
  const empty = new Uint8ClampedArray(4 * 512 * 512);
  const same = (one: RasterTile = empty, other: RasterTile = empty) =>
    one.every((value, i) => value === other[i]);
  const tiles = new Set([...whole.tiles.keys(), ...sheet.raster.tiles.keys()]);
  return [...tiles].every((tile) => same(whole.tiles.get(tile), sheet.raster.tiles.get(tile)));
}

it.each([
  ['added', [a], [a, b, c]],
  ['taken away', [a, b, c], [a, c]],
  ['changed', [a, b, c], [a, stroke('b', 700), c]],
  ['put between others', [a, c], [a, b, c]],
  ['all gone', [a, b], []],
])('shows strokes as they are: %s', (_, before, after) => {
  const sheet = new StrokeSheet(frame);
  sheet.follow(before);
  sheet.work();
  sheet.follow(after);
  sheet.work();
  expect(shows(sheet, after)).toBe(true);
  expect(sheet.isBehind).toBe(false);
});

it('keeps showing what was there until all is drawn anew', () => {
  const sheet = new StrokeSheet(frame);
  sheet.follow([a, b, c]);
  sheet.work();
  sheet.takeChanged();
  sheet.follow([b, c]);
  // No time at all.
  sheet.work(0);
  expect(sheet.isBehind).toBe(true);
  expect(sheet.takeChanged()).toBeNull();
  expect(shows(sheet, [a, b, c])).toBe(true);
  // The document goes on meanwhile.
  sheet.follow([b]);
  sheet.work();
  expect(shows(sheet, [b])).toBe(true);
  expect(sheet.takeChanged()).not.toBeNull();
});

it('takes a stroke that grew on it for drawn, and one that came to nothing away', () => {
  const sheet = new StrokeSheet(frame);
  sheet.follow([a]);
  sheet.work();
  const grow = (one: Stroke, under: Map<number, RasterTile>) => {
    const coverage = new Coverage(frame, one);
    const paint = paintOf(one.tool, one.colour, one.opacity);
    for (let i = 0; i < one.points.length; i += 3) {
      const [x = 0, y = 0, pressure = 0] = one.points.slice(i, i + 3);
      sheet.lay(coverage, paint, coverage.extend(x, y, pressure), under);
    }
  };
  const under = new Map<number, RasterTile>();
  grow(b, under);
  expect(shows(sheet, [a, b])).toBe(true);
  sheet.restore(under);
  expect(shows(sheet, [a])).toBe(true);

  grow(c, new Map());
  sheet.adopt(c);
  // As main tells of it: alike, and another object.
  sheet.follow([a, structuredClone(c)]);
  expect(sheet.isBehind).toBe(false);
  expect(shows(sheet, [a, c])).toBe(true);
});

import { expect, test } from 'vitest';
import { areaRow, areaShares, type Mask, strokesArea, unionOf } from './area.ts';

/** A square of 20 by 20 in the middle of 60 by 40. */
const strokes: Mask = { width: 60, height: 40, values: new Uint8Array(60 * 40) };
for (let y = 10; y < 30; y++) {
  for (let x = 20; x < 40; x++) strokes.values[60 * y + x] = 1;
}

test('an area is whole on the strokes, falls over its feather and is 0 beyond, at any size', () => {
  const area = strokesArea(strokes, 0.2);
  for (const scale of [1, 2, 7]) {
    const photo = { width: 60 * scale, height: 40 * scale };
    const row = new Float32Array(photo.width);
    expect(areaRow(area, photo, 0, 20 * scale, row)).toBe(true);
    const at = (x: number) => row[Math.floor(x * scale)] as number;
    expect([at(20), at(30), at(39.8)]).toEqual([1, 1, 1]);
    // Half of the way, half of it, but for what a cell of so coarse strokes may be off.
    expect(at(46)).toBeGreaterThan(0.15);
    expect(at(46)).toBeLessThan(0.6);
    expect(at(42)).toBeGreaterThan(at(48));
    expect([at(52.1), at(59), at(0)]).toEqual([0, 0, 0]);
    expect(areaRow(area, photo, 0, 0, row)).toBe(true);
  }
});

test.each([0.003, 0.02, 0.3])(
  'nothing further than a feather of %s from a stroke takes any',
  (feather) => {
    const [width, height] = [240, 160];
    const shares = areaShares(strokesArea(strokes, feather), { width, height });
    for (const [i, share] of shares.entries()) {
      const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
      const distance = Math.hypot(Math.max(0, 80 - x, x - 160), Math.max(0, 40 - y, y - 120));
      if (distance > feather * width) expect(share).toBe(0);
      if (distance === 0) expect(share).toBe(1);
    }
  },
);

test('nor does it diagonally, many cells away', () => {
  const size = { width: 400, height: 400 };
  const dot: Mask = { ...size, values: new Uint8Array(400 * 400) };
  dot.values[0] = 1;
  const beyond = areaShares(strokesArea(dot, 0.5), size).filter(
    (_, i) => Math.hypot((i % 400) - 0.5, Math.floor(i / 400) - 0.5) > 200,
  );
  expect(new Set(beyond)).toEqual(new Set([0]));
});

test('the union of masks is where any of them is, at whatever size it has', () => {
  const corner: Mask = { width: 3, height: 2, values: Uint8Array.from([1, 0, 0, 0, 0, 0]) };
  const { width, height, values } = unionOf([strokes, corner, strokes]);
  expect([width, height]).toEqual([60, 40]);
  for (const [i, value] of values.entries()) {
    const isInCorner = i % 60 < 20 && i < 60 * 20;
    expect(value).toBe(isInCorner || strokes.values[i] ? 1 : 0);
  }
  expect(unionOf([strokes, strokes])).toBe(strokes);
});

test('without a feather the edge is hard; rows away from the strokes say so', () => {
  const area = strokesArea(strokes, 0);
  const photo = { width: 120, height: 80 };
  const row = new Float32Array(photo.width);
  expect(areaRow(area, photo, 0, 40, row)).toBe(true);
  expect(new Set(row)).toEqual(new Set([0, 1]));
  expect(areaRow(area, photo, 0, 5, row)).toBe(false);
});

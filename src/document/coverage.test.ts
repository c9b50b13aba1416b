import { expect, it } from 'vitest';
import { type Brush, Coverage } from './coverage.ts';
import { RASTER_TILE, rasterFrame } from './raster-frame.ts';

const frame = rasterFrame({ width: 1200, height: 700 });
const hard: Brush = { size: 40, hardness: 1 };
const soft: Brush = { size: 40, hardness: 0 };

function drawn(brush: Brush, ...points: [number, number, number][]): Coverage {
  const coverage = new Coverage(frame, brush);
  for (const point of points) coverage.extend(...point);
  return coverage;
}

/** Coverage of the pixel whose centre is half a pixel further. */
function at({ tiles, frame: { columns } }: Coverage, x: number, y: number): number {
  const tile = tiles.get(Math.floor(y / RASTER_TILE) * columns + Math.floor(x / RASTER_TILE));
  return tile?.[(y % RASTER_TILE) * RASTER_TILE + (x % RASTER_TILE)] ?? 0;
}

function total(coverage: Coverage): number {
  let sum = 0;
  for (const tile of coverage.tiles.values()) for (const value of tile) sum += value / 255;
  return sum;
}

/** The most that two coverages differ by, in steps of 255. */
function apart(one: Coverage, other: Coverage): number {
  let most = 0;
  for (const number of new Set([...one.tiles.keys(), ...other.tiles.keys()])) {
    const [a, b] = [one.tiles.get(number), other.tiles.get(number)];
    for (let i = 0; i < RASTER_TILE ** 2; i++) {
      most = Math.max(most, Math.abs((a?.[i] ?? 0) - (b?.[i] ?? 0)));
    }
  }
  return most;
}

it('covers a disc and a capsule of the right area', () => {
  expect(total(drawn(hard, [300, 300, 1]))).toBeCloseTo(Math.PI * 20 ** 2, -1);
  const line = drawn(hard, [300, 300, 1], [700, 600, 1]);
  expect(total(line)).toBeCloseTo(Math.PI * 20 ** 2 + 500 * 40, -2);
});

it('falls off smoothly from hardness times the radius to the radius', () => {
  const line = drawn({ size: 100, hardness: 0.6 }, [100.5, 200.5, 1], [900.5, 200.5, 1]);
  expect(at(line, 500, 200)).toBe(255);
  expect(at(line, 500, 230)).toBe(255);
  // A smooth step of what is left of the way, 20 pixels long.
  for (const [distance, left] of [
    [35, 0.75],
    [40, 0.5],
    [45, 0.25],
    [50, 0],
  ] as const) {
    const value = Math.round(255 * left * left * (3 - 2 * left));
    expect(at(line, 500, 200 + distance)).toBe(value);
    expect(at(line, 500, 200 - distance)).toBe(value);
  }
});

it('does not build up where a line crosses itself or dwells', () => {
  const once = drawn(soft, [300.5, 300.5, 1], [600.5, 300.5, 1]);
  const often = drawn(
    soft,
    [300.5, 300.5, 1],
    [600.5, 300.5, 1],
    [300.5, 300.5, 1],
    [300.5, 300.5, 1],
  );
  expect(apart(often, once)).toBe(0);
});

it('does not depend on where a straight line has points', () => {
  const whole = drawn(soft, [90.5, 80.5, 1], [690.5, 530.5, 1]);
  const parts = drawn(
    soft,
    [90.5, 80.5, 1],
    [290.5, 230.5, 1],
    [490.5, 380.5, 1],
    [690.5, 530.5, 1],
  );
  expect(total(parts)).toBeCloseTo(total(whole), 0);
  expect(apart(parts, whole)).toBeLessThanOrEqual(1);
});

it('takes its width from the pressure where the stroke says so', () => {
  const brush = { ...hard, pressureSize: true };
  expect(total(drawn(brush, [300, 300, 0.5]))).toBeCloseTo(Math.PI * 10 ** 2, -1);
  const wedge = drawn(brush, [300.5, 300.5, 0], [700.5, 300.5, 1]);
  // Halfway the radius is 10; at the end the whole disc is there.
  expect([308, 312].map((y) => at(wedge, 500, y))).toEqual([255, 0]);
  expect([318, 322].map((y) => at(wedge, 700, y))).toEqual([255, 0]);
  expect(at(wedge, 718, 300)).toBe(255);
  // A pen that is pressed where it stands widens the spot.
  expect(total(drawn(brush, [300, 300, 0.2], [300, 300, 1]))).toBeCloseTo(Math.PI * 20 ** 2, -1);
});

it('takes its opacity from the pressure where the stroke says so', () => {
  const line = drawn({ ...hard, pressureOpacity: true }, [300.5, 300.5, 0.2], [700.5, 300.5, 1]);
  expect(at(line, 500, 300)).toBe(Math.round(0.6 * 255));
  expect(at(line, 700, 300)).toBe(255);
  expect(at(drawn(hard, [300.5, 300.5, 0.2]), 300, 300)).toBe(255);
});

it('tells which pixels a point may have changed, and touches no other tiles', () => {
  const coverage = drawn(hard, [100, 100, 1]);
  expect(coverage.extend(130, 100, 1)).toEqual({ left: 79, top: 79, right: 151, bottom: 121 });
  expect([...coverage.tiles.keys()]).toEqual([0]);
  coverage.extend(1190, 690, 1);
  expect([...coverage.tiles.keys()].sort()).toEqual([0, 1, 4, 5]);
});

it('fills only the tiles that it is asked for', () => {
  const coverage = new Coverage(frame, hard, new Set([1]));
  coverage.extend(100, 100, 1);
  coverage.extend(1100, 100, 1);
  expect([...coverage.tiles.keys()]).toEqual([1]);
});

it('draws larger photos smaller', () => {
  const large = rasterFrame({ width: 8192, height: 5464 });
  expect(large).toEqual({ width: 4096, height: 2732, scale: 0.5, columns: 8 });
  const coverage = new Coverage(large, { size: 80, hardness: 1 });
  coverage.extend(2000, 2000, 1);
  expect(total(coverage)).toBeCloseTo(Math.PI * 20 ** 2, -1);
});

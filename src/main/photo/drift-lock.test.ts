import { expect, test } from 'vitest';
import { appraise } from './appraise.ts';
import { lockDrift } from './drift-lock.ts';
import type { Planes } from './planes.ts';

const [width, height] = [48, 40];
const plane = width * height;
const picture = (value: (x: number, y: number) => number): Planes => ({
  width,
  height,
  data: Float32Array.from({ length: 3 * plane }, (_, i) =>
    value(i % width, Math.floor((i % plane) / width)),
  ),
});
const inStrokes = (x: number, y: number) => Math.hypot(x - 24, y - 20) < 6;
const opacity = Float32Array.from({ length: plane }, (_, i) =>
  inStrokes(i % width, Math.floor(i / width)) ? 1 : 0,
);
const before = picture((x, y) => 0.2 * Math.sin(x) + 0.01 * y);

test('a wash over everything goes, what the strokes brought stays', () => {
  const washed = picture(
    (x, y) => 0.2 * Math.sin(x) + 0.01 * y - 0.3 + (inStrokes(x, y) ? 0.5 : 0),
  );
  const held = lockDrift(before, washed, opacity);
  const change = (x: number, y: number) =>
    (held.data[y * width + x] as number) - (before.data[y * width + x] as number);
  expect(change(3, 3)).toBeCloseTo(0, 3);
  expect(change(24, 20)).toBeCloseTo(0.5, 3);
});

test('strokes over the whole picture leave nothing to hold', () => {
  const after = picture(() => 0.5);
  const held = lockDrift(before, after, new Float32Array(plane).fill(1));
  expect(held.data).toEqual(after.data);
});

test('an appraisal measures likeness, effect and change outside', () => {
  const painted = picture((x, y) => 0.2 * Math.sin(x) + 0.01 * y + (inStrokes(x, y) ? 0.4 : 0));
  const none = appraise(before, new Float32Array(3 * plane), painted, opacity);
  expect(none).toEqual({ likeness: expect.closeTo(1, 5), effect: 0, outside: 0 });
  const half = before.data.map((_, i) => (opacity[i % plane] === 1 ? 0.2 : 2 / 127.5));
  const some = appraise(before, half, painted, opacity);
  expect(some.effect).toBeCloseTo(0.5, 5);
  expect(some.outside).toBeCloseTo(2, 3);
  expect(some.likeness).toBeLessThan(1);
});

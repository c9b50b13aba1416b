import { expect, test } from 'vitest';
import { offFrom, toLatent } from './latents.ts';

const point = (...values: number[]) => Float32Array.from(values);
const kept = toLatent(point(1, 2, 3, 4), [4]);

test('a point is what was kept where its 16 bits are, whatever they say', () => {
  expect(offFrom(kept, point(1, 2, 3, 4.0001))).toBe(undefined);
  const unusual = point(Number.NaN, 1e6, -1e6, -0);
  expect(offFrom(toLatent(unusual, [4]), unusual)).toBe(undefined);
});

test.each([
  ['in numbers', point(1, 2.5, 3, 3), 1],
  ['not a number', point(Number.NaN, 9, 9, 9), null],
  ['beyond 16 bits', point(1, 2, 3, 1e6), null],
  ['another length', point(1, 2, 3), null],
  ['nothing', point(), null],
])('another point is told by how much it is off: %s', (_, values, off) => {
  expect(offFrom(kept, values)).toBe(off);
});

test('zeros of other signs differ, by nothing', () => {
  expect(offFrom(toLatent(point(0), [1]), point(-0))).toBe(0);
});

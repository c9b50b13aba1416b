import { expect, test } from 'vitest';
import type { SmallEdit } from '../photo/edit-map.ts';
import { blend } from './blend.ts';

const picture = (value: number) => ({
  width: 2,
  height: 1,
  data: Float32Array.from({ length: 6 }, (_, i) => value + 0.1 * i),
});
const light: SmallEdit = { before: picture(-0.5), after: picture(0.3), gain: 2 };
const shadow: SmallEdit = { before: picture(0.1), after: picture(-0.7), gain: 1 };

test('a blend is so much of each of its clusters', () => {
  const { before, after, gain } = blend([
    { edit: light, weight: 0.75 },
    { edit: shadow, weight: 0.25 },
  ]);
  expect([before.width, before.height]).toEqual([2, 1]);
  for (const [i, value] of before.data.entries()) expect(value).toBeCloseTo(-0.35 + 0.1 * i, 6);
  for (const [i, value] of after.data.entries()) expect(value).toBeCloseTo(0.05 + 0.1 * i, 6);
  expect(gain).toBe(1.75);
});

test('of one cluster alone, it is that', () => {
  expect(blend([{ edit: light, weight: 1 }])).toEqual(light);
});

test.each([[[0.5, 0.4]], [[0.5]], [[]], [[Number.NaN]]])('weights %j are refused', (weights) => {
  const parts = weights.map((weight) => ({ edit: light, weight }));
  expect(() => blend(parts)).toThrow(/add up to .*Divide each/);
});

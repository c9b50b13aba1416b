import { expect, test } from 'vitest';
import { blockEdge } from './block-edge.ts';

const size = 32;
const picture = (value: (x: number, y: number) => number) =>
  Float32Array.from({ length: 3 * size * size }, (_, i) =>
    value(i % size, Math.floor(i / size) % size),
  );

test('an even slope has no grid', () => {
  expect(
    blockEdge(
      picture((x, y) => 0.01 * x + 0.02 * y),
      size,
    ),
  ).toBeCloseTo(1, 4);
});

test('a step at the patches’ borders shows as its share of the slope, in either direction', () => {
  const stepped = (t: number) => 0.01 * t + 0.01 * Math.floor(t / 8);
  expect(
    blockEdge(
      picture((x) => stepped(x)),
      size,
    ),
  ).toBeCloseTo(2, 4);
  expect(
    blockEdge(
      picture((_, y) => stepped(y)),
      size,
    ),
  ).toBeCloseTo(2, 4);
});

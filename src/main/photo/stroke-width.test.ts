import { expect, test } from 'vitest';
import { strokeWidth } from './stroke-width.ts';

const mask = (size: number, isPainted: (x: number, y: number) => boolean) => ({
  width: size,
  height: size,
  values: Uint8Array.from({ length: size * size }, (_, i) =>
    isPainted(i % size, Math.floor(i / size)) ? 1 : 0,
  ),
});

test('a band is as wide as it is, whatever the size of the mask', () => {
  for (const size of [200, 800]) {
    const band = mask(
      size,
      (x, y) => Math.abs(y / size - 0.5) < 0.02 && x > 0.1 * size && x < 0.9 * size,
    );
    expect(strokeWidth(band)).toBeGreaterThan(0.025);
    expect(strokeWidth(band)).toBeLessThan(0.042);
  }
});

test('a disc counts by its radius, but for the steps of its edge', () => {
  const disc = mask(400, (x, y) => Math.hypot(x - 200, y - 200) < 40);
  expect(strokeWidth(disc)).toBeGreaterThan(0.07);
  expect(strokeWidth(disc)).toBeLessThan(0.1);
});

test('nothing painted has no width', () => {
  expect(strokeWidth(mask(20, () => false))).toBe(0);
});

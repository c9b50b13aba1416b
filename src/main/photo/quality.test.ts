import { expect, test } from 'vitest';
import { psnr, ssim } from './quality.ts';

const side = 24;
const picture = Float32Array.from({ length: 3 * side * side }, (_, i) => Math.sin(i * 0.37) / 2);

test('psnr is 20·log10(range / error) for an even error', () => {
  expect(
    psnr(
      picture.map((value) => value + 0.02),
      picture,
    ),
  ).toBeCloseTo(40, 3);
  expect(psnr(picture, picture)).toBe(Number.POSITIVE_INFINITY);
});

test('ssim of a picture and itself is 1', () => {
  expect(ssim(picture, picture, side, side)).toBeCloseTo(1, 6);
});

test('ssim of two even pictures is its luminance term', () => {
  const even = (value: number) => new Float32Array(3 * side * side).fill(value);
  const c1 = (0.01 * 2) ** 2;
  const expected = (2 * 0.2 * 0.5 + c1) / (0.2 ** 2 + 0.5 ** 2 + c1);
  expect(ssim(even(0.2), even(0.5), side, side)).toBeCloseTo(expected, 5);
});

test('ssim of a picture and its negative is below 0', () => {
  expect(
    ssim(
      picture,
      picture.map((value) => -value),
      side,
      side,
    ),
  ).toBeLessThan(0);
});

import { describe, expect, test } from 'vitest';
import { blurLevel } from './blur-level.ts';
import { gaussianBlur } from './gaussian-blur.ts';
import { lightEnhance } from './light-enhancer.ts';
import { noiseLevel } from './noise-level.ts';
import { pinkPicture, withNoise } from './pink-fixture.ts';
import { psnr } from './quality.ts';

const clean = pinkPicture(192);

describe('noise is measured on the photo itself', () => {
  test.each([0.02, 0.08, 0.2])('of deviation %s', (deviation) => {
    const found = noiseLevel([withNoise(clean, deviation)]);
    expect(found).toBeGreaterThan(0.85 * deviation);
    expect(found).toBeLessThan(1.25 * deviation);
  });

  test('a picture of one colour has none', () => {
    const flat = { ...clean, data: new Float32Array(clean.data.length) };
    expect(noiseLevel([flat])).toBe(0);
    expect(blurLevel([flat], 0)).toBe(0);
  });

  test('nor has one that is smaller than a block', () => {
    expect(noiseLevel([{ width: 4, height: 4, data: new Float32Array(48) }])).toBe(0);
  });
});

describe('blur is measured on the photo itself', () => {
  test('a sharp one has next to none', () => {
    expect(blurLevel([clean], 0)).toBeLessThan(0.4);
  });

  test.each([0.8, 1, 1.2])('of deviation %s', (deviation) => {
    expect(blurLevel([gaussianBlur(clean, deviation)], 0)).toBeGreaterThan(0.8 * deviation);
    expect(blurLevel([gaussianBlur(clean, deviation)], 0)).toBeLessThan(1.2 * deviation);
  });

  test('under noise nothing is said', () => {
    expect(blurLevel([withNoise(clean, 1)], 1)).toBe(0);
  });
});

describe('the light enhancer', () => {
  test('takes noise away', () => {
    const noisy = withNoise(clean, 0.15);
    const { data } = lightEnhance(noisy, { noise: 0.15, blur: 0 });
    expect(psnr(data, clean.data)).toBeGreaterThan(psnr(noisy.data, clean.data) + 3);
  });

  test('takes blur away', () => {
    const soft = gaussianBlur(clean, 1.2);
    const { data } = lightEnhance(soft, { noise: 0, blur: 1.2 });
    expect(psnr(data, clean.data)).toBeGreaterThan(psnr(soft.data, clean.data) + 2);
  });

  test('leaves a photo without flaws as it is', () => {
    expect(lightEnhance(clean, { noise: 0.001, blur: 0.3 })).toBe(clean);
  });
});

test('a Gaussian blur keeps the mean, and what is flat', () => {
  const flat = { width: 9, height: 7, data: new Float32Array(3 * 63).fill(0.25) };
  for (const value of gaussianBlur(flat, 1.5).data) expect(value).toBeCloseTo(0.25, 6);
});

import { expect, test } from 'vitest';
import { Random } from '../../src/main/engine/sampling/random.ts';
import { psnr } from '../../src/main/photo/quality.ts';
import { slidingDct } from '../../src/main/photo/sliding-dct.ts';
import type { Denoiser } from './denoiser.ts';
import { nonLocalMeans } from './non-local-means.ts';

const [width, height] = [40, 36];

/** Stripes that turn into a slope: structure to keep, and room to average. */
const clean = Float32Array.from({ length: 3 * width * height }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width) % height];
  return y < height / 2 ? (x % 16 < 8 ? 0.5 : -0.5) : x / width - 0.5;
});

test.each<[string, Denoiser, number]>([
  ['non-local means', nonLocalMeans, 0.25],
  ['non-local means', nonLocalMeans, 0.6],
  ['the sliding DCT', slidingDct, 0.25],
  ['the sliding DCT', slidingDct, 0.6],
])('%s takes most of the noise away (#%#)', (_name, denoise, deviation) => {
  const noise = new Random(1).normals(clean.length, deviation);
  const data = clean.map((value, i) => value + (noise[i] as number));
  const denoised = denoise({ width, height, data }, deviation);
  expect(psnr(denoised, clean)).toBeGreaterThan(psnr(data, clean) + 6);
});

test('what has no noise is left nearly as it is', () => {
  for (const denoise of [nonLocalMeans, slidingDct]) {
    expect(psnr(denoise({ width, height, data: clean }, 1e-3), clean)).toBeGreaterThan(50);
  }
});

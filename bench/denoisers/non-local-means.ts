import { boxMean } from '../../src/main/photo/box-mean.ts';
import type { Planes } from '../../src/main/photo/planes.ts';
import type { Denoiser } from './denoiser.ts';

/** Half the side of the compared patches. */
const PATCH = 2;

/** Half the side of the window that is searched. */
const SEARCH = 8;

/** Strength of the filter in noise deviations: the best of 0.2 to 0.8 on held-out photos, by noise. */
function strength(deviation: number): number {
  return deviation < 0.35 ? 0.45 : 0.35;
}

/**
 * Non-local means (Buades, Coll, Morel 2005): every pixel becomes the mean of those whose patches
 * look like its own, weighted by `exp(−max(d² − 2s², 0) / h²)` with the mean squared difference `d²`
 * of the patches, the noise deviation `s` and `h` in proportion to it. The patches of one offset are
 * compared all at once, by running sums.
 */
export const nonLocalMeans: Denoiser = (noisy, deviation) => {
  const { width, height, data } = noisy;
  const plane = width * height;
  const weights = new Float32Array(plane).fill(1);
  const sums = Float32Array.from(data);
  const h2 = (strength(deviation) * deviation) ** 2;
  const expected = 2 * deviation * deviation;
  for (let dy = 0; dy <= SEARCH; dy++) {
    for (let dx = dy === 0 ? 1 : -SEARCH; dx <= SEARCH; dx++) {
      const distances = patchDistances(noisy, dx, dy);
      for (let y = 0; y < height - dy; y++) {
        for (let x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
          const at = y * width + x;
          const other = at + dy * width + dx;
          const weight = Math.exp(-Math.max(0, (distances[at] as number) - expected) / h2);
          // Each of the two is a sample of the other.
          weights[at] = (weights[at] as number) + weight;
          weights[other] = (weights[other] as number) + weight;
          for (let c = 0; c < 3 * plane; c += plane) {
            sums[c + at] = (sums[c + at] as number) + weight * (data[c + other] as number);
            sums[c + other] = (sums[c + other] as number) + weight * (data[c + at] as number);
          }
        }
      }
    }
  }
  return sums.map((sum, i) => sum / (weights[i % plane] as number));
};

/** Mean squared differences of every pixel's patch and the one at an offset from it. */
function patchDistances({ width, height, data }: Planes, dx: number, dy: number): Float32Array {
  const plane = width * height;
  const squares = new Float32Array(plane);
  for (let y = 0; y < height; y++) {
    // Beyond the edge, the edge's own pixel stands in.
    const otherY = Math.min(height - 1, y + dy);
    for (let x = 0; x < width; x++) {
      const other = otherY * width + Math.min(width - 1, Math.max(0, x + dx));
      let total = 0;
      for (let c = 0; c < 3 * plane; c += plane) {
        const difference = (data[c + y * width + x] as number) - (data[c + other] as number);
        total += difference * difference;
      }
      squares[y * width + x] = total / 3;
    }
  }
  return boxMean(squares, width, height, PATCH);
}

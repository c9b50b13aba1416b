import { boxMean } from './box-mean.ts';
import type { Planes } from './planes.ts';

/**
 * For every pixel of a small picture, the affine map of colours that turns what is around it before
 * an edit into what is there after: rows `[a_r, a_g, a_b, b]` for red, green and blue.
 */
export interface AffineField {
  readonly width: number;
  readonly height: number;
  /** `[12, height, width]` */
  readonly maps: Float32Array;
}

/**
 * Strength of the pull towards the identity, as a variance of colours in [−1, 1]. Where a window has
 * less contrast, its map is a change of brightness and colour alone and leaves grain as it is.
 */
const RIDGE = 0.01;

/**
 * Fits the maps by ridge regression in windows, then averages those of all windows a pixel is in, as
 * the guided filter does (He, Sun, Tang 2010), with a whole colour matrix for each. The ridge pulls
 * towards the identity: where nothing was edited, the map is exactly that.
 * @param radius of the windows, in pixels
 */
export function fitLocalAffine(before: Planes, after: Planes, radius: number): AffineField {
  const { width, height } = before;
  const plane = width * height;
  const channel = ({ data }: Planes, c: number) => data.subarray(c * plane, (c + 1) * plane);
  const mean = (values: Float32Array) => boxMean(values, width, height, radius);
  const product = (a: Float32Array, b: Float32Array) => a.map((v, i) => v * (b[i] as number));
  const x = [0, 1, 2].map((c) => channel(before, c));
  const y = [0, 1, 2].map((c) => channel(after, c));
  const meanX = x.map(mean);
  const meanY = y.map(mean);
  const xx = x.map((a) => x.map((b) => mean(product(a, b))));
  const xy = x.map((a) => y.map((b) => mean(product(a, b))));

  const maps = new Float32Array(12 * plane);
  for (let i = 0; i < plane; i++) {
    const at = (values: readonly Float32Array[], c: number) => values[c]?.[i] as number;
    const covariance = (moments: Float32Array[][], p: number, other: Float32Array[], q: number) =>
      at(moments[p] as Float32Array[], q) - at(meanX, p) * at(other, q);
    // (Cov(x, x) + ε)·A = Cov(x, y) + ε, a column of A for each channel of y.
    const system = [0, 1, 2].map((p) => [
      ...[0, 1, 2].map((q) => covariance(xx, p, meanX, q) + (p === q ? RIDGE : 0)),
      ...[0, 1, 2].map((q) => covariance(xy, p, meanY, q) + (p === q ? RIDGE : 0)),
    ]);
    solve(system);
    for (let q = 0; q < 3; q++) {
      let offset = at(meanY, q);
      for (let p = 0; p < 3; p++) {
        const gain = system[p]?.[3 + q] as number;
        maps[(4 * q + p) * plane + i] = gain;
        offset -= gain * at(meanX, p);
      }
      maps[(4 * q + 3) * plane + i] = offset;
    }
  }
  for (let m = 0; m < 12; m++) {
    maps.set(mean(maps.subarray(m * plane, (m + 1) * plane)), m * plane);
  }
  return { width, height, maps };
}

/** Gauss–Jordan elimination of a positive definite 3×3 system, in place; no pivoting is needed. */
function solve(system: number[][]): void {
  for (let i = 0; i < 3; i++) {
    const row = system[i] as number[];
    const pivot = row[i] as number;
    for (let k = i; k < 6; k++) row[k] = (row[k] as number) / pivot;
    for (const other of system) {
      if (other === row) continue;
      const factor = other[i] as number;
      for (let k = i; k < 6; k++) other[k] = (other[k] as number) - factor * (row[k] as number);
    }
  }
}

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
  const means = [...meanX, ...meanY];
  // Of every pair of a channel before and any channel.
  const moments = x.flatMap((a, p) =>
    [...x, ...y].map((b, q) => (q < p ? undefined : mean(product(a, b)))),
  );
  const momentOf = (p: number, q: number) => moments[q < p ? 6 * q + p : 6 * p + q] as Float32Array;

  const maps = new Float32Array(12 * plane);
  const rows = [0, 1, 2].map((p) => ({
    own: means[p] as Float32Array,
    columns: means.map((other, q) => ({
      moment: momentOf(p, q),
      other,
      ridge: q % 3 === p ? RIDGE : 0,
    })),
  }));
  // (Cov(x, x) + ε)·A = Cov(x, y) + ε, a column of A for each channel of y. One system for all pixels: a new one for
  // each would be most of the work.
  const system = rows.map(() => new Float64Array(6));
  for (let i = 0; i < plane; i++) {
    for (let p = 0; p < 3; p++) {
      const { own, columns } = rows[p] as (typeof rows)[number];
      const row = system[p] as Float64Array;
      for (let q = 0; q < 6; q++) {
        const { moment, other, ridge } = columns[q] as (typeof columns)[number];
        row[q] = (moment[i] as number) - (own[i] as number) * (other[i] as number) + ridge;
      }
    }
    solve(system);
    for (let q = 0; q < 3; q++) {
      let offset = means[3 + q]?.[i] as number;
      for (let p = 0; p < 3; p++) {
        const gain = system[p]?.[3 + q] as number;
        maps[(4 * q + p) * plane + i] = gain;
        offset -= gain * (means[p]?.[i] as number);
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
function solve(system: readonly Float64Array[]): void {
  for (let i = 0; i < 3; i++) {
    const row = system[i] as Float64Array;
    const pivot = row[i] as number;
    for (let k = i; k < 6; k++) row[k] = (row[k] as number) / pivot;
    for (let j = 0; j < 3; j++) {
      if (j === i) continue;
      const other = system[j] as Float64Array;
      const factor = other[i] as number;
      for (let k = i; k < 6; k++) other[k] = (other[k] as number) - factor * (row[k] as number);
    }
  }
}

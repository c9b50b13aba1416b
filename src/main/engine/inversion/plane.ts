import type { Point } from '../sampling/flow.ts';
import { difference, mean } from './points.ts';

/** Turns of the power iteration: more than enough to see where points lie. */
const TURNS = 100;

/**
 * The plane in which points vary most, by their first two principal components (Pearson 1901): they
 * are found among the points' inner products, since there are few points of many dimensions.
 * @param points two or more
 * @returns a point's coordinates in the plane, scaled so that distances within it are root mean square
 */
export function findPlane(points: readonly Point[]): (point: Point) => [x: number, y: number] {
  const centre = mean(points);
  const rows = points.map((point) => difference(point, centre));
  const gram = rows.map((a) => rows.map((b) => dot(a, b)));
  const first = leading(gram, undefined);
  const axes = [first, leading(gram, first)].map((weights) => combine(rows, weights));
  return (point) => {
    const from = difference(point, centre);
    const scale = Math.sqrt(point.length);
    return axes.map((axis) => dot(from, axis) / scale) as [number, number];
  };
}

/** The eigenvector of the greatest eigenvalue, or of the greatest across another. */
function leading(matrix: readonly number[][], across: readonly number[] | undefined): number[] {
  // Any start that is not the vector of ones, which the centring has taken out.
  const trace = matrix.reduce((total, row, i) => total + (row[i] as number), 0);
  let vector = matrix.map((_, i) => Math.cos(1 + i));
  for (let turn = 0; turn < TURNS; turn++) {
    let next = matrix.map((row) => dot(row, vector));
    if (across) {
      const along = dot(next, across);
      next = next.map((value, i) => value - along * (across[i] as number));
    }
    const length = Math.sqrt(dot(next, next));
    if (length <= 1e-9 * trace) return vector.map(() => 0);
    vector = next.map((value) => value / length);
  }
  return vector;
}

/** The unit vector along a combination of rows; of zeros where that is nothing. */
function combine(rows: readonly Point[], weights: readonly number[]): Point {
  const total = new Float32Array(rows[0]?.length ?? 0);
  for (const [k, row] of rows.entries()) {
    const weight = weights[k] as number;
    for (let i = 0; i < total.length; i++) {
      total[i] = (total[i] as number) + weight * (row[i] as number);
    }
  }
  const length = Math.sqrt(dot(total, total));
  return length > 0 ? total.map((value) => value / length) : total;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] as number) * (b[i] as number);
  return total;
}

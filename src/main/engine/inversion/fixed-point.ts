import { type Flow, jump, type Point } from '../sampling/flow.ts';
import type { Iterate } from './oscillation.ts';
import { difference, distance } from './points.ts';
import { checkIterations, checkPoints, checkSigma, InversionError } from './settings.ts';

export interface FixedPointSettings {
  /** Noise level that is inverted to, in (0, 1). */
  readonly sigma: number;
  /** Evaluations of the flow at most. */
  readonly iterations: number;
  /**
   * `α` of `z ← z + α·(y − D(z))`, above 0. It settles below `2/λ_max` of `J_D`; for Gaussian data
   * `λ_max` is at most `1/(1−σ)`, so any step below `2·(1−σ)` does.
   */
  readonly step: number;
  /** Past iterates that Anderson acceleration combines; 0 for the plain relaxed iteration. */
  readonly memory: number;
  /** Root mean square of `y − D(z)` at which it is done. */
  readonly tolerance: number;
}

/**
 * Looks for the exact fixed point `D(z) = y`, where the plain iteration oscillates: the relaxed
 * iteration, and its Anderson acceleration (Walker & Ni 2011, type II). The last iterate is the
 * exact one-step inversion of `y`, as far as it got.
 *
 * @throws InversionError where settings or the point are unusable, or it leaves the finite numbers
 */
export async function* solveFixedPoint(
  flow: Flow,
  y: Point,
  { sigma, iterations, step, memory, tolerance }: FixedPointSettings,
  signal?: AbortSignal,
): AsyncGenerator<Iterate> {
  checkSigma(sigma);
  checkIterations(iterations);
  checkPoints(flow, [y]);
  if (!(step > 0)) throw new InversionError(`a step of ${step} is not above 0`);
  const past: Evaluation[] = [];
  let z: Point = y;
  for (let index = 0; index < iterations; index++) {
    signal?.throwIfAborted();
    const prediction = jump(z, await flow.velocity(z, sigma, signal), sigma);
    const residual = distance(y, prediction);
    if (!Number.isFinite(residual)) {
      throw new InversionError(
        `the iteration left the finite numbers at iterate ${index}. Take a step below ${step}.`,
      );
    }
    yield { index, z, prediction, residual };
    if (residual <= tolerance) return;
    const now = { z, pull: difference(y, prediction) };
    z = next(now, past, step);
    past.push(now);
    if (past.length > memory) past.shift();
  }
}

interface Evaluation {
  readonly z: Point;
  /** `y − D(z)` */
  readonly pull: Point;
}

/**
 * The relaxed step from the combination of past iterates whose pull is smallest:
 * `z + α·p − Σ γ_i·(Δz_i + α·Δp_i)` with `γ` minimising `‖p − Σ γ_i·Δp_i‖`.
 */
function next(now: Evaluation, past: readonly Evaluation[], step: number): Point {
  const changes = past.map((before) => ({
    z: difference(now.z, before.z),
    pull: difference(now.pull, before.pull),
  }));
  const gammas = leastSquares(
    changes.map(({ pull }) => pull),
    now.pull,
  );
  return now.z.map((value, i) => {
    let moved = value + step * (now.pull[i] as number);
    for (const [j, change] of changes.entries()) {
      const along = (change.z[i] as number) + step * (change.pull[i] as number);
      moved -= (gammas[j] as number) * along;
    }
    return moved;
  });
}

/** Coefficients of the columns whose sum is nearest to a target, by the normal equations. */
function leastSquares(columns: readonly Point[], target: Point): number[] {
  const n = columns.length;
  const matrix = columns.map((a) => [...columns.map((b) => dot(a, b)), dot(a, target)]);
  // Columns become parallel as the iteration settles; a trace of damping keeps the system solvable.
  for (const [i, row] of matrix.entries()) row[i] = (row[i] as number) * (1 + 1e-10) + 1e-30;
  for (let i = 0; i < n; i++) {
    const pivot = matrix.reduce(
      (best, row, k) =>
        k >= i && Math.abs(row[i] as number) > Math.abs(matrix[best]?.[i] as number) ? k : best,
      i,
    );
    [matrix[i], matrix[pivot]] = [matrix[pivot] as number[], matrix[i] as number[]];
    const row = matrix[i] as number[];
    for (const other of matrix) {
      if (other === row) continue;
      const factor = (other[i] as number) / (row[i] as number);
      for (let k = i; k <= n; k++) other[k] = (other[k] as number) - factor * (row[k] as number);
    }
  }
  return matrix.map((row, i) => (row[n] as number) / (row[i] as number));
}

function dot(a: Point, b: Point): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] as number) * (b[i] as number);
  return total;
}

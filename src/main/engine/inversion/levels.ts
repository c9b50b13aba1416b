import type { Flow, Point } from '../sampling/flow.ts';
import { eulerStep } from '../sampling/schedule.ts';
import { along } from './points.ts';
import { checkIterations, checkPoints, checkSigma } from './settings.ts';

export interface LevelsSettings {
  /** Noise level that is inverted to, in (0, 1). */
  readonly sigma: number;
  /** Equal steps from 0 up to σ. */
  readonly steps: number;
}

/**
 * The fixed-point iteration from level to level instead of in one jump: solves
 * `z' = z + (σ' − σ)·v(z', σ')` (Oscillation Inversion, Eq. 4 with a clean side that is not clean),
 * so that Euler steps down come back to `y`. Between near levels it contracts, and the velocities of
 * the levels before foretell the next so well that one evaluation a level is enough, and two at the
 * first two; as many steps with a cold start need two or three each (`bench reconstruction`).
 * @returns the point at σ, after `steps + 2` evaluations, for two steps and more
 * @throws InversionError where settings or the point are unusable
 */
export async function invertByLevels(
  flow: Flow,
  y: Point,
  { sigma, steps }: LevelsSettings,
  signal?: AbortSignal,
): Promise<Point> {
  checkSigma(sigma);
  checkIterations(steps);
  checkPoints(flow, [y]);
  let z = y;
  let before: Point | undefined;
  let last: Point | undefined;
  for (let step = 0; step < steps; step++) {
    const [level, next] = [(sigma * step) / steps, (sigma * (step + 1)) / steps];
    const rise = (velocity: Point) => eulerStep(z, velocity, level, next);
    // Linear in σ from the last two velocities; where there are not two yet, found by an evaluation.
    const foretold =
      last && before
        ? along(before, last, 2)
        : await flow.velocity(last ? rise(last) : z, next, signal);
    [before, last] = [last, await flow.velocity(rise(foretold), next, signal)];
    z = rise(last);
  }
  return z;
}

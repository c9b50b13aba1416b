import type { Flow, Point } from '../sampling/flow.ts';
import { integrate } from '../sampling/integrate.ts';
import type { Random } from '../sampling/random.ts';
import { eulerStep } from '../sampling/schedule.ts';
import { checkIterations, checkPoints, checkSigma } from './settings.ts';

/**
 * Other ways from a picture to a noisy point that samples back to it, on the same flow, for
 * comparison. Sampling back is `integrate` from σ down to 0.
 */
export interface BaselineSettings {
  /** Noise level that is inverted to, in (0, 1). */
  readonly sigma: number;
  /** Steps from 0 up to σ. */
  readonly steps: number;
}

/**
 * The differential equation run backwards by Euler steps (*FluxODEInversion*), one evaluation a
 * step; of order 2 by the midpoint rule, two evaluations a step, as RF-Solver does to second order.
 */
export function odeInversion(
  flow: Flow,
  y: Point,
  { sigma, steps }: BaselineSettings,
  order: 1 | 2,
  signal?: AbortSignal,
): Promise<Point> {
  check(flow, y, { sigma, steps });
  return integrate(flow, y, { from: 0, to: sigma, steps, order }, signal);
}

/**
 * Every step backwards solved so that the Euler step from where it arrives comes back to where it
 * started, `z' = z + (σ' − σ)·v(z', σ')`, by a few fixed-point iterations (as ReNoise, Garibi et al.
 * 2024, without its averaging).
 * @param repeats evaluations for each step
 */
export async function steppedFixedPoint(
  flow: Flow,
  y: Point,
  { sigma, steps }: BaselineSettings,
  repeats: number,
  signal?: AbortSignal,
): Promise<Point> {
  check(flow, y, { sigma, steps });
  checkIterations(repeats);
  let z = y;
  for (let step = 0; step < steps; step++) {
    const [level, next] = [(sigma * step) / steps, (sigma * (step + 1)) / steps];
    let arrived = z;
    for (let repeat = 0; repeat < repeats; repeat++) {
      arrived = eulerStep(z, await flow.velocity(arrived, next, signal), level, next);
    }
    z = arrived;
  }
  return z;
}

/** Mixing with noise, `(1−σ)·y + σ·ε` (*FluxLinear*; SDEdit, Meng et al. 2022). */
export function mixWithNoise(y: Point, sigma: number, random: Random): Point {
  checkSigma(sigma);
  return y.map((value) => (1 - sigma) * value + sigma * random.normal());
}

function check(flow: Flow, y: Point, { sigma, steps }: BaselineSettings): void {
  checkSigma(sigma);
  checkIterations(steps);
  checkPoints(flow, [y]);
}

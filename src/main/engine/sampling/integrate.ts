import type { Flow, Point } from './flow.ts';
import { eulerStep } from './schedule.ts';

export interface Path {
  /** Noise level to start from, and that to end at, in [0, 1]; either may be the higher. */
  readonly from: number;
  readonly to: number;
  /** Equal steps, 1 or more. */
  readonly steps: number;
  /** 1 for Euler (one evaluation a step), 2 for the midpoint rule (two). */
  readonly order: 1 | 2;
}

/**
 * Follows the flow's ordinary differential equation `dz/dσ = v(z, σ)` from one noise level to
 * another: down it samples, up it inverts.
 */
export async function integrate(
  flow: Flow,
  start: Point,
  { from, to, steps, order }: Path,
  signal?: AbortSignal,
): Promise<Point> {
  const level = (step: number) => from + ((to - from) * step) / steps;
  let z = start;
  for (let step = 0; step < steps; step++) {
    const [sigma, next] = [level(step), level(step + 1)];
    let velocity = await flow.velocity(z, sigma, signal);
    if (order === 2) {
      const middle = (sigma + next) / 2;
      velocity = await flow.velocity(eulerStep(z, velocity, sigma, middle), middle, signal);
    }
    z = eulerStep(z, velocity, sigma, next);
  }
  return z;
}

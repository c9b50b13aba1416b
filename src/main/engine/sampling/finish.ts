import { type Flow, jump, type Point } from './flow.ts';
import { eulerStep } from './schedule.ts';

/**
 * The clean point of a noisy one: its one-step prediction, or that many Euler steps from σ down to 0
 * in equal parts, which are sharper and stray further (Oscillation Inversion takes 3 to 5).
 * @param steps 0 for the one-step prediction, which is also what one step is
 */
export async function finish(
  flow: Flow,
  z: Point,
  sigma: number,
  steps: number,
  signal?: AbortSignal,
): Promise<Point> {
  let point = z;
  for (let step = 0; step < steps - 1; step++) {
    const from = sigma * (1 - step / steps);
    const to = sigma * (1 - (step + 1) / steps);
    point = eulerStep(point, await flow.velocity(point, from, signal), from, to);
  }
  // The last step goes all the way to 0, which is what a prediction is.
  const last = sigma / Math.max(1, steps);
  return jump(point, await flow.velocity(point, last, signal), last);
}

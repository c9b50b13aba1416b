import { type Flow, jump, type Point } from './flow.ts';
import { integrate } from './integrate.ts';

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
  if (steps > 0) return integrate(flow, z, { from: sigma, to: 0, steps, order: 1 }, signal);
  return jump(z, await flow.velocity(z, sigma, signal), sigma);
}

import type { Shape } from '../graph/tensor-type.ts';
import { type Flow, jump, type Point } from '../sampling/flow.ts';
import { difference, distance, sum } from './points.ts';
import {
  checkFineStep,
  checkIterations,
  checkPoints,
  checkSigma,
  InversionError,
} from './settings.ts';
import { smooth } from './smooth.ts';

export interface OscillationSettings {
  /** Noise level that is inverted to, in (0, 1). */
  readonly sigma: number;
  /** Evaluations of the flow. */
  readonly iterations: number;
  /**
   * Share of the step that fine detail takes, in (0, 1]: 1 is the paper's iteration. A small model
   * of pixels overshoots along edges (eigenvalues of `J_D` of 3 and more), where the plain iteration
   * grows without bound; a fraction has the same fixed point, lets light and colour oscillate as
   * before, and lets detail come to rest. For flows with a picture's shape `[channels, height, width]`.
   */
  readonly fineStep: number;
  /** Where it starts; at the first of what is inverted unless given. */
  readonly start?: Point | undefined;
}

/** A point of the trajectory, with what the flow says of it. */
export interface Iterate {
  /** From 0, the start. */
  readonly index: number;
  readonly z: Point;
  /** `D(z)`, the clean point that the flow takes it for. */
  readonly prediction: Point;
  /** Root mean square of `y − D(z)`, the distance of the prediction from what is inverted. */
  readonly residual: number;
}

/**
 * Oscillation inversion: the fixed-point iteration `z ← y + σ·v(z, σ)` from `z = y` (Oscillation
 * Inversion, Eq. 5). With several points it is group inversion, `z ← y_{k mod m} + σ·v(z, σ)`
 * (Eq. 6), which carries what is plausible of each over to the others. Either is
 * `z ← z + (y − D(z))`, which is how a step is taken here, in full for coarse structure and by
 * `fineStep` for detail.
 *
 * Every evaluation is an iterate of the stream; stopping to listen stops it.
 *
 * @param inverted `y_1 … y_m`, each of the flow's shape
 * @throws InversionError where settings or points are unusable, or the flow's answer is not finite
 */
export async function* oscillate(
  flow: Flow,
  inverted: readonly Point[],
  settings: OscillationSettings,
  signal?: AbortSignal,
): AsyncGenerator<Iterate> {
  const { sigma, iterations, fineStep, start } = settings;
  checkSigma(sigma);
  checkIterations(iterations);
  checkFineStep(flow, fineStep);
  checkPoints(flow, start ? [...inverted, start] : inverted);
  const at = (index: number) => inverted[index % inverted.length] as Point;
  let z = start ?? at(0);
  for (let index = 0; index < iterations; index++) {
    signal?.throwIfAborted();
    const velocity = await flow.velocity(z, sigma, signal);
    const prediction = jump(z, velocity, sigma);
    const residual = distance(at(index), prediction);
    refuseNonFinite(residual, index);
    yield { index, z, prediction, residual };
    z = step(z, at(index + 1), prediction, flow.shape, fineStep);
  }
}

/** `z + (y − D)`, of which what is fine is taken by a share. */
function step(z: Point, y: Point, prediction: Point, shape: Shape, fineStep: number): Point {
  const pull = difference(y, prediction);
  if (fineStep === 1) return sum(z, pull);
  const coarse = smooth(pull, shape);
  const next = new Float32Array(z.length);
  for (let i = 0; i < z.length; i++) {
    const whole = coarse[i] as number;
    next[i] = (z[i] as number) + whole + fineStep * ((pull[i] as number) - whole);
  }
  return next;
}

function refuseNonFinite(residual: number, index: number): void {
  if (Number.isFinite(residual)) return;
  throw new InversionError(
    `the model's answer at iterate ${index} is not finite. Its weights may be damaged: check the ` +
      'model; or take a lower σ.',
  );
}

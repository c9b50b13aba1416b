import { sizeOf } from '../graph/tensor-type.ts';
import type { Flow, Point } from '../sampling/flow.ts';

/** Settings, points or a model that cannot be inverted. The message names the value and the way out. */
export class InversionError extends Error {
  override readonly name = 'InversionError';
}

/** @throws InversionError where σ is not within (0, 1) */
export function checkSigma(sigma: number): void {
  if (sigma > 0 && sigma < 1) return;
  throw new InversionError(
    `σ ${sigma} is not between 0 and 1. Take 0.4, or a little more for a freer result.`,
  );
}

/** @throws InversionError where it is no whole number from 1 */
export function checkIterations(iterations: number): void {
  if (Number.isSafeInteger(iterations) && iterations >= 1) return;
  throw new InversionError(
    `${iterations} iterations are not a whole number from 1. The default is 30.`,
  );
}

/** @throws InversionError where it is not within (0, 1], or the flow has no picture's shape to be fine in */
export function checkFineStep(flow: Flow, share: number): void {
  if (!(share > 0 && share <= 1)) {
    throw new InversionError(`a fine step of ${share} is not above 0 and at most 1`);
  }
  if (share < 1 && flow.shape.length !== 3) {
    throw new InversionError(
      `a flow of [${flow.shape.join(',')}] has no fine detail: its fine step must be 1, not ${share}`,
    );
  }
}

/** @throws InversionError where there is no point, or one is not of the flow's shape or not finite */
export function checkPoints(flow: Pick<Flow, 'shape'>, points: readonly Point[]): void {
  if (points.length === 0) throw new InversionError('there is nothing to invert');
  const size = sizeOf(flow.shape);
  for (const [index, point] of points.entries()) {
    if (point.length !== size) {
      throw new InversionError(
        `picture ${index + 1} has ${point.length} values, but the model takes [${flow.shape.join(',')}]`,
      );
    }
    if (!point.every(Number.isFinite)) {
      throw new InversionError(`picture ${index + 1} has values that are no finite numbers`);
    }
  }
}

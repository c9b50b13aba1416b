import type { Flow, Point } from '../sampling/flow.ts';
import { findClusters } from './clusters.ts';
import { type OscillationSettings, oscillate } from './oscillation.ts';
import { distance } from './points.ts';
import { InversionError } from './settings.ts';

/** Where it looks: in these steps from below, then by halving the last of them. */
const FROM = 0.4;
const TO = 0.85;
const STEP = 0.05;
const HALVINGS = 2;

/** Evaluations at a noise level. */
const ITERATIONS = 24;

/** Shrinkage of the steps by iteration, from one quarter to the next, that is still no settling. */
const SETTLING = 0.985;

/**
 * The least noise level from 0.4 to 0.85 at which a picture's trajectory oscillates, to about 0.01.
 * There is one since the iteration's eigenvalue along a direction of deviation `s` is
 * `ρ = (σ² − σ(1−σ)s²) / ((1−σ)²s² + σ²)`: it is beyond −1, and the iteration does not settle, only
 * where `σ > ½` and `s² > 2σ² / ((1−σ)(2σ−1))`. How low that is depends on how much light and colour
 * vary around this picture, as the model sees it.
 * @throws InversionError where it does so at none
 */
export async function leastOscillatingSigma(
  flow: Flow,
  picture: Point,
  fineStep: OscillationSettings['fineStep'],
  signal?: AbortSignal,
): Promise<number> {
  const oscillatesAt = (sigma: number) =>
    doesOscillate(flow, picture, { sigma, iterations: ITERATIONS, fineStep }, signal);
  let high = FROM;
  while (!(await oscillatesAt(high))) {
    high += STEP;
    if (high > TO + STEP / 2) {
      throw new InversionError(
        `the iteration oscillates at no σ from ${FROM} to ${TO}: give a σ instead of auto`,
      );
    }
  }
  let low = high - STEP;
  for (let halving = 0; halving < HALVINGS && high > FROM; halving++) {
    const middle = (low + high) / 2;
    if (await oscillatesAt(middle)) high = middle;
    else low = middle;
  }
  return Math.round(high * 1e4) / 1e4;
}

/** Whether the iteration has clusters, and its steps do not shrink. */
async function doesOscillate(
  flow: Flow,
  picture: Point,
  settings: OscillationSettings,
  signal?: AbortSignal,
): Promise<boolean> {
  const trajectory: Point[] = [];
  for await (const { z } of oscillate(flow, [picture], settings, signal)) trajectory.push(z);
  const steps = trajectory.slice(1).map((z, k) => distance(z, trajectory[k] as Point));
  const quarter = Math.floor(steps.length / 4);
  const lengthOf = (part: readonly number[]) => part.reduce((total, step) => total + step, 0);
  const last = lengthOf(steps.slice(-quarter));
  const before = lengthOf(steps.slice(-2 * quarter, -quarter));
  return findClusters(trajectory).kind === 'oscillates' && last >= before * SETTLING ** quarter;
}

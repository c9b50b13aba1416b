import { oscillate } from '../engine/inversion/oscillation.ts';
import { along } from '../engine/inversion/points.ts';
import type { Flow, Point } from '../engine/sampling/flow.ts';
import { holdTone } from '../photo/hold-tone.ts';
import type { Flaws } from '../photo/light-enhancer.ts';
import type { Planes } from '../photo/planes.ts';

export interface RestoreSettings {
  /** Noise level of the inversion, in (0, 1). */
  readonly sigma: number;
  /** Evaluations: odd turns are pulled to the augmented version, and the last of them is the result. */
  readonly iterations: number;
  /** How much of the result is what the inversion came to; the rest is the augmented version. */
  readonly share: number;
}

/** How photos are restored unless told. With more turns, noise and halos come back. */
export const RESTORE_DEFAULTS = { iterations: 2 };

/** Least level: at less, the model changes next to nothing. */
const LEAST_SIGMA = 0.03;

/**
 * The level at which the model takes the photo's noise for its own: of a picture in [−1, 1] scaled by
 * `1 − σ`, noise of deviation `s` is of deviation σ where `σ = s / (1 + s)`.
 */
export function restoringSigma({ noise }: Flaws): number {
  return Math.max(LEAST_SIGMA, noise / (1 + noise));
}

/**
 * How much of the result the inversion is. What it takes from the augmented version is noise: where a
 * photo has less than a step of 255 of it, as where it was made smaller and large again, the inversion takes
 * detail with it, and up to half of the result is the augmented version itself. On 49 photos of
 * `bench enhance` that is 0.02 dB more under down-scaling, and nothing else changes.
 */
export function restoringShare({ noise }: Flaws): number {
  return Math.max(0.5, Math.min(1, 127.5 * noise));
}

/**
 * The paper's restoration: group inversion (Eq. 6) of a picture and an augmented version of it. It
 * starts at `(1 − σ)·photo`, which the model takes for a clean picture under noise of level σ, so that
 * its first prediction is the photo without its noise; then it is pulled to the augmented version. What is
 * plausible of that arrives, and the model's own prior takes away what the enhancer's tools leave
 * behind. Fine detail is pulled by less where there is more noise, of which the augmented version knows
 * less than the model. Low-frequency colour stays the photo's.
 * @param flow of pictures of this size
 * @throws InversionError where the settings are unusable
 */
export async function restore(
  flow: Flow,
  photo: Planes,
  augmented: Planes,
  { sigma, iterations, share }: RestoreSettings,
  signal?: AbortSignal,
): Promise<Planes> {
  const start = photo.data.map((value) => (1 - sigma) * value);
  const fineStep = Math.min(1, LEAST_SIGMA / sigma);
  const group = [photo.data, augmented.data];
  let data: Point = photo.data;
  const settings = { sigma, iterations, fineStep, start };
  for await (const { index, prediction } of oscillate(flow, group, settings, signal)) {
    if (index === 0 || index % group.length === 1) data = prediction;
  }
  return holdTone(photo, { ...photo, data: along(augmented.data, data, share) });
}

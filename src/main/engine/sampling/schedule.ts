/** How the noise levels of a schedule are shifted towards noise for larger images. */
export interface ScheduleShift {
  /** μ at 256 tokens. */
  readonly base: number;
  /** μ at 4096 tokens. */
  readonly max: number;
}

/**
 * The noise levels σ of a sampling run, from 1 (noise) down to 0, one more than there are steps
 * (`get_schedule` of `flux/sampling.py`, in its float32).
 * @param tokens image tokens
 * @param shift absent for FLUX.1-schnell, which uses none
 */
export function fluxSchedule(steps: number, tokens: number, shift?: ScheduleShift): number[] {
  const even = Array.from({ length: steps + 1 }, (_, i) => Math.fround(1 - i / steps));
  if (!shift) return even;
  const weight = Math.exp(shiftAt(tokens, shift));
  // e^μ / (e^μ + (1/σ − 1))
  return even.map((sigma) =>
    Math.fround(weight / Math.fround(weight + Math.fround(Math.fround(1 / sigma) - 1))),
  );
}

/** μ on the line through (256, base) and (4096, max), which also extends beyond them. */
function shiftAt(tokens: number, { base, max }: ScheduleShift): number {
  const slope = (max - base) / (4096 - 256);
  return slope * tokens + base - slope * 256;
}

/**
 * One Euler step of the flow, `z + (σ' − σ)·v` (OInv Eq. 3), the difference taken before rounding.
 */
export function eulerStep(
  z: Float32Array,
  velocity: Float32Array,
  sigma: number,
  nextSigma: number,
): Float32Array<ArrayBuffer> {
  const step = Math.fround(nextSigma - sigma);
  return Float32Array.from(z, (value, i) => value + Math.fround(step * (velocity[i] ?? 0)));
}

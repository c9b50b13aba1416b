export interface LearningRateOptions {
  readonly peak: number;
  /** Steps of linear rise to the peak. */
  readonly warmup: number;
  /** Steps in all. */
  readonly steps: number;
  /** Share of the steps, at the end, over which the rate falls to zero. */
  readonly cooldown: number;
}

/**
 * Warm-up, a long constant rate, and a fall as `1 − √x` (Hägele et al. 2024, "Scaling laws and
 * compute-optimal training beyond fixed training durations"). The constant part does not depend on
 * how long the training will be, so one that was stopped there can go on for longer than planned.
 * @param step from 0
 */
export function learningRate(
  step: number,
  { peak, warmup, steps, cooldown }: LearningRateOptions,
): number {
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const falling = cooldown * steps;
  const progress = Math.max(0, (step - (steps - falling)) / falling);
  return peak * (1 - Math.sqrt(Math.min(1, progress)));
}

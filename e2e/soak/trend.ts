import type { Usage } from './processes.ts';

export interface Sample extends Usage {
  readonly minute: number;
  /** Rounds done. */
  readonly rounds: number;
  /** Of the host alone; the rest is the engine's. */
  readonly hostPrivateMiB: number;
  /** Files in the folder for temporary ones. */
  readonly temporaryFiles: number;
}

/** How much of the run counts as warming up, for the slope of memory. */
const WARM_UP = 0.1;

/** The least-squares slope of a value over the run, once it is warm, in its unit an hour; null for less than three. */
export function slopePerHour(
  samples: readonly Sample[],
  measure: (sample: Sample) => number,
): number | null {
  const warm = samples.slice(Math.ceil(WARM_UP * samples.length));
  if (warm.length < 3) return null;
  const mean = (of: (sample: Sample) => number) =>
    warm.reduce((total, sample) => total + of(sample), 0) / warm.length;
  const [middle, level] = [mean(({ minute }) => minute), mean(measure)];
  const covariance = mean((sample) => (sample.minute - middle) * (measure(sample) - level));
  const variance = mean(({ minute }) => (minute - middle) ** 2);
  return Math.round((600 * covariance) / variance) / 10;
}

/** In MiB: what is more is no noise of allocators over an hour or more. */
const MOST_GROWTH = 100;
const LONG_MINUTES = 60;

/** Whether memory keeps growing, in words; of a short run nobody can tell. */
export function growthOf(samples: readonly Sample[]): string[] {
  const slope = slopePerHour(samples, ({ privateMiB }) => privateMiB);
  const isLong = (samples.at(-1)?.minute ?? 0) >= LONG_MINUTES;
  if (!isLong || slope === null || slope <= MOST_GROWTH) return [];
  return [`private memory grows by ${slope} MiB an hour`];
}

const COUNTED = ['processes', 'threads', 'handles', 'temporaryFiles'] as const;

/**
 * What grows and does not come back, in words: of which there is more at every moment of the run's second
 * half than there ever was in its first.
 */
export function leaksOf(samples: readonly Sample[]): string[] {
  const half = Math.floor(samples.length / 2);
  if (half === 0) return [];
  return COUNTED.flatMap((what) => {
    const values = samples.map((sample) => sample[what]);
    const before = Math.max(...values.slice(0, half));
    const after = Math.min(...values.slice(half));
    return after > before ? [`${what} grew from at most ${before} to at least ${after}`] : [];
  });
}

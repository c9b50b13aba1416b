import type { Flow, Point } from './flow.ts';

/** A Gaussian with independent coordinates. */
export interface Gaussian {
  /** Share of the mixture; all shares add up to 1. */
  readonly weight: number;
  readonly mean: readonly number[];
  /** Standard deviation of every coordinate. */
  readonly deviation: readonly number[];
}

/**
 * The exact flow whose data are a mixture of Gaussians. At level σ component `c` has mean `(1−σ)μ_c`
 * and variances `S_c = (1−σ)²Σ_c + σ²`; with the responsibilities `r_c(z)`,
 * `D(z) = Σ r_c·[μ_c + (1−σ)Σ_c/S_c·(z − (1−σ)μ_c)]` and `v = (z − D)/σ`
 * (Oscillation Inversion, Lemma 1, in FLUX's sign convention).
 * At σ = 0 nothing is known of the noise, and the velocity is the limit `−z`.
 */
export function mixtureFlow(components: readonly Gaussian[]): Flow {
  const size = components[0]?.mean.length ?? 0;
  return {
    shape: [size],
    velocity(z, sigma) {
      if (sigma === 0) return Promise.resolve(z.map((value) => -value));
      const denoised = denoise(components, z, sigma);
      return Promise.resolve(z.map((value, i) => (value - (denoised[i] as number)) / sigma));
    },
  };
}

function denoise(components: readonly Gaussian[], z: Point, sigma: number): Float64Array {
  const kept = 1 - sigma;
  const logDensities = components.map(({ weight, mean, deviation }) =>
    mean.reduce((total, mu, i) => {
      const variance = (kept * (deviation[i] as number)) ** 2 + sigma * sigma;
      return total - ((z[i] as number) - kept * mu) ** 2 / (2 * variance) - Math.log(variance) / 2;
    }, Math.log(weight)),
  );
  const largest = Math.max(...logDensities);
  const densities = logDensities.map((value) => Math.exp(value - largest));
  const total = densities.reduce((sum, value) => sum + value, 0);
  const result = new Float64Array(z.length);
  for (const [c, { mean, deviation }] of components.entries()) {
    const responsibility = (densities[c] as number) / total;
    for (const [i, mu] of mean.entries()) {
      const variance = (deviation[i] as number) ** 2;
      const noisy = kept * kept * variance + sigma * sigma;
      const offset = ((kept * variance) / noisy) * ((z[i] as number) - kept * mu);
      result[i] = (result[i] as number) + responsibility * (mu + offset);
    }
  }
  return result;
}

import type { Shape } from '../graph/tensor-type.ts';

/** A point of a flow: a latent or an image, as its values in a row. */
export type Point = Float32Array<ArrayBuffer>;

/**
 * A rectified flow: anything that gives a velocity. Everything that inverts and samples is written
 * against this, be it a model on an executor or a closed form.
 */
export interface Flow {
  /** Shape of a point, without a batch axis. */
  readonly shape: Shape;
  /**
   * The velocity `v(z, σ) = E[ε − x0 | z]`.
   * @param sigma noise level in [0, 1]
   * @param signal aborts the evaluation where that is possible, or the next
   */
  velocity(z: Point, sigma: number, signal?: AbortSignal): Promise<Point>;
}

/** A flow whose velocity can be differentiated with respect to the point. */
export interface DifferentiableFlow extends Flow {
  /** `J_v(z)ᵀ·cotangent`, the gradient of `⟨cotangent, v(z, σ)⟩` with respect to `z`. */
  pullback(z: Point, sigma: number, cotangent: Point, signal?: AbortSignal): Promise<Point>;
}

/**
 * One-step prediction `D(z) = z − σ·v`, the flow's mean clean point for `z` (Oscillation Inversion,
 * left side of Eq. 4 with σ₀ = 0).
 */
export function jump(z: Point, velocity: Point, sigma: number): Point {
  const result = new Float32Array(z.length);
  for (let i = 0; i < z.length; i++) {
    result[i] = (z[i] as number) - sigma * (velocity[i] as number);
  }
  return result;
}

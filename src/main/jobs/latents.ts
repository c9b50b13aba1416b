import type { Shape } from '../engine/graph/tensor-type.ts';
import type { Point } from '../engine/sampling/flow.ts';
import { float16ToFloat32, float32ToFloat16 } from '../engine/weights/number-formats.ts';
import type { Latent } from '../store/latent.ts';

/** A point as a project keeps it: in 16 bits. */
export function toLatent(values: Point, shape: Shape): Latent {
  return { dtype: 'float16', shape, bytes: new Uint8Array(float32ToFloat16(values).buffer) };
}

/** A point that a project kept. */
export function fromLatent({ bytes }: Latent): Point {
  // Copied, as 16-bit numbers must begin at an even byte. (`slice` of a Buffer would be a view.)
  return float16ToFloat32(new Uint16Array(new Uint8Array(bytes).buffer));
}

/**
 * The most that a value of a point differs by from what a project keeps of it, at the accuracy of 16
 * bits; 0 where the bytes are the same.
 */
export function furthestFrom(kept: Latent, values: Point): number {
  const before = fromLatent(kept);
  const after = float16ToFloat32(float32ToFloat16(values));
  if (before.length !== after.length) return Number.POSITIVE_INFINITY;
  let furthest = 0;
  for (const [i, value] of after.entries()) {
    furthest = Math.max(furthest, Math.abs(value - (before[i] as number)));
  }
  return furthest;
}

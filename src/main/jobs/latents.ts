import type { Shape } from '../engine/graph/tensor-type.ts';
import type { Point } from '../engine/sampling/flow.ts';
import { float16ToFloat32, float32ToFloat16 } from '../engine/weights/number-formats.ts';
import { DamagedBlobError } from '../store/errors.ts';
import type { Latent } from '../store/latent.ts';
import type { ReadableProject } from '../store/readable-project.ts';

/** A point as a project keeps it: in 16 bits. */
export function toLatent(values: Point, shape: Shape): Latent {
  return { dtype: 'float16', shape, bytes: new Uint8Array(float32ToFloat16(values).buffer) };
}

/** A point that a project kept. */
export function fromLatent(latent: Latent): Point {
  return float16ToFloat32(wordsOf(latent));
}

/** Values at the accuracy that a project keeps them with. */
export function asKept(values: Point): Point {
  return float16ToFloat32(float32ToFloat16(values));
}

/** A latent of a project; `undefined` where its bytes are damaged, which costs no other. */
export function latentUnlessDamaged(
  project: ReadableProject,
  of: 'iterate' | 'cluster',
  id: number,
): Latent | undefined {
  try {
    return project.latent(of, id);
  } catch (error) {
    if (error instanceof DamagedBlobError) return undefined;
    throw error;
  }
}

/**
 * Whether a point is what a project keeps of it, to the bit.
 * @returns `undefined` where it is; the most that a value is off by where it is not, or `null` where no number says
 *   that: their lengths differ, or values that do are not finite
 */
export function offFrom(kept: Latent, values: Point): number | null | undefined {
  const [before, after] = [wordsOf(kept), float32ToFloat16(values)];
  if (kept.dtype !== 'float16' || before.length !== after.length) return null;
  const differing = [...after.keys()].filter((i) => before[i] !== after[i]);
  if (differing.length === 0) return undefined;
  const [from, to] = [float16ToFloat32(before), float16ToFloat32(after)];
  let furthest = 0;
  for (const i of differing) {
    const off = Math.abs((to[i] as number) - (from[i] as number));
    if (!Number.isFinite(off)) return null;
    furthest = Math.max(furthest, off);
  }
  return furthest;
}

function wordsOf({ bytes }: Latent): Uint16Array<ArrayBuffer> {
  // Copied, as 16-bit numbers must begin at an even byte. (`slice` of a Buffer would be a view.)
  return new Uint16Array(new Uint8Array(bytes).buffer);
}

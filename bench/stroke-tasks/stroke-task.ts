import type { Planes } from '../../src/main/photo/planes.ts';
import type { Strokes } from '../../src/main/photo/strokes.ts';

/** Rough strokes on a picture, with what a perfect edit would make of them. */
export interface StrokeTask {
  /** What the strokes ask for: `light`, `shadow`, `recolour` or `scene`. */
  readonly kind: string;
  readonly photo: Planes;
  /** The picture under the other light, or with the other colour. */
  readonly truth: Planes;
  /** The photo with the strokes on it. */
  readonly painted: Planes;
  /** Of the strokes, `[height, width]`: 0 or 1. */
  readonly opacity: Float32Array<ArrayBuffer>;
}

/** Strokes of an opacity; their colours are in the painted picture. */
export function strokesOf({ width, height }: Planes, opacity: Float32Array): Strokes {
  const data = new Uint8Array(4 * opacity.length);
  for (const [i, value] of opacity.entries()) data[4 * i + 3] = 255 * value;
  return { width, height, data };
}

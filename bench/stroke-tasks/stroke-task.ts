import type { Mask } from '../../src/main/photo/area.ts';
import type { Planes } from '../../src/main/photo/planes.ts';

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

/** Where the strokes of an opacity are. */
export function paintedMask({ width, height }: Planes, opacity: Float32Array): Mask {
  return { width, height, values: Uint8Array.from(opacity, (value) => (value > 0 ? 1 : 0)) };
}

import type { Planes } from './planes.ts';
import { ssim } from './quality.ts';

/** How a result stands to the photo and to the strokes. */
export interface Appraisal {
  /** Structural similarity to the photo, at most 1. */
  readonly likeness: number;
  /** How far colours under the strokes have gone towards the painted ones; 1 is all the way. */
  readonly effect: number;
  /** Root mean square change outside the strokes, in 8-bit steps. */
  readonly outside: number;
}

/**
 * Appraises a change of a photo.
 * @param change what is added to the photo, of its size
 * @param painted the photo with the strokes on it
 * @param opacity of the strokes, `[height, width]` in [0, 1]
 */
export function appraise(
  photo: Planes,
  change: Float32Array,
  painted: Planes,
  opacity: Float32Array,
): Appraisal {
  const plane = photo.width * photo.height;
  const result = photo.data.map((value, i) =>
    Math.max(-1, Math.min(1, value + (change[i] as number))),
  );
  let [along, squares, outside, pixels] = [0, 0, 0, 0];
  for (let i = 0; i < photo.data.length; i++) {
    const wanted = (painted.data[i] as number) - (photo.data[i] as number);
    along += (change[i] as number) * wanted;
    squares += wanted * wanted;
    if (opacity[i % plane] === 0) {
      outside += ((result[i] as number) - (photo.data[i] as number)) ** 2;
      pixels++;
    }
  }
  return {
    likeness: ssim(result, photo.data, photo.width, photo.height),
    effect: squares > 0 ? along / squares : 0,
    outside: pixels > 0 ? 127.5 * Math.sqrt(outside / pixels) : 0,
  };
}

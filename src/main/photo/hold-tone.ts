import { boxMean } from './box-mean.ts';
import type { Planes } from './planes.ts';

/** Radius of the running means in pixels; three of them are nearly a Gaussian of deviation 17. */
const RADIUS = 16;

const PASSES = 3;

/** Takes from a change of a picture what is wide of it: low-frequency colour stays as it was. */
export function holdTone(before: Planes, after: Planes): Planes {
  const { width, height } = before;
  const plane = width * height;
  const data = new Float32Array(3 * plane);
  for (let c = 0; c < 3; c++) {
    const change = new Float32Array(plane);
    for (let i = 0; i < plane; i++) {
      change[i] = (after.data[c * plane + i] as number) - (before.data[c * plane + i] as number);
    }
    let wide: Float32Array = change;
    for (let pass = 0; pass < PASSES; pass++) wide = boxMean(wide, width, height, RADIUS);
    for (let i = 0; i < plane; i++) {
      data[c * plane + i] = (after.data[c * plane + i] as number) - (wide[i] as number);
    }
  }
  return { width, height, data };
}

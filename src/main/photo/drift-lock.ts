import { boxMean } from './box-mean.ts';
import type { Planes } from './planes.ts';

/** Radius of the running means over the longer side; three of them are nearly a Gaussian. */
const REACH = 1 / 8;

const PASSES = 3;

/**
 * Holds the low-frequency colour away from the strokes to the original: takes from an edit the wide
 * mean of what it changed there, and near the strokes what that mean is on around them. A wash over
 * the whole picture goes; light that falls close to a stroke stays.
 * @param near how near to the strokes every pixel is, `[height, width]`, from 0 to 1 within them
 */
export function lockDrift(before: Planes, after: Planes, near: Float32Array): Planes {
  const { width, height } = before;
  const plane = width * height;
  const radius = Math.max(1, Math.round(REACH * Math.max(width, height)));
  const wideMean = (values: Float32Array) => {
    let mean = values;
    for (let pass = 0; pass < PASSES; pass++) mean = boxMean(mean, width, height, radius);
    return mean;
  };
  const outside = near.map((value) => 1 - value);
  const weights = wideMean(outside);
  const data = new Float32Array(3 * plane);
  for (let c = 0; c < 3; c++) {
    const change = outside.map((weight, i) => {
      const at = c * plane + i;
      return weight * ((after.data[at] as number) - (before.data[at] as number));
    });
    const drift = wideMean(change);
    for (let i = 0; i < plane; i++) {
      const weight = weights[i] as number;
      // Where the strokes are all that is around, nothing is known of what is away from them.
      const locked = weight > 0.01 ? (drift[i] as number) / weight : 0;
      data[c * plane + i] = (after.data[c * plane + i] as number) - locked;
    }
  }
  return { width, height, data };
}

import type { Shape } from '../graph/tensor-type.ts';
import type { Point } from '../sampling/flow.ts';

/**
 * Radii of the running means that follow each other: together nearly a Gaussian of deviation 2.8
 * pixels (Kovesi 2010, "Fast almost-Gaussian filtering"), at the same few operations a pixel for any
 * width.
 */
const RADII = [2, 2, 3];

/**
 * The coarse part of every channel; beyond its edge a picture goes on as its last pixel.
 * @param shape `[channels, height, width]`
 */
export function smooth(picture: Point, shape: Shape): Point {
  const [channels = 0, height = 0, width = 0] = shape;
  const plane = height * width;
  let [from, into] = [picture.slice(), new Float32Array(picture.length)];
  for (const radius of RADII) {
    for (let row = 0; row < channels * height; row++) {
      runningMean(from, into, row * width, 1, width, radius);
    }
    [from, into] = [into, from];
    for (let channel = 0; channel < channels; channel++) {
      for (let column = 0; column < width; column++) {
        runningMean(from, into, channel * plane + column, width, height, radius);
      }
    }
    [from, into] = [into, from];
  }
  return from;
}

function runningMean(
  from: Float32Array,
  into: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
): void {
  const end = start + (length - 1) * step;
  const first = from[start] as number;
  const last = from[end] as number;
  let total = first * (radius + 1);
  for (let i = 1; i <= radius; i++) total += from[Math.min(end, start + i * step)] as number;
  const count = 2 * radius + 1;
  for (let at = start; at <= end; at += step) {
    into[at] = total / count;
    const leaving = at - radius * step;
    const coming = at + (radius + 1) * step;
    total +=
      (coming <= end ? (from[coming] as number) : last) -
      (leaving >= start ? (from[leaving] as number) : first);
  }
}

import type { Shape } from '../graph/tensor-type.ts';
import type { Point } from '../sampling/flow.ts';

/**
 * Radii of the running means that follow each other: together nearly a Gaussian of deviation 2.8
 * pixels (Kovesi 2010, "Fast almost-Gaussian filtering"), at the same few operations a pixel for any
 * width.
 */
const RADII = [2, 2, 3];

/**
 * The coarse part of every channel; beyond its edge a picture goes on as its last pixel, where the windows
 * of `photo/box-mean.ts` are cut off.
 * @param shape `[channels, height, width]`
 */
export function smooth(picture: Point, shape: Shape): Point {
  const [channels = 0, height = 0, width = 0] = shape;
  let [from, into] = [picture.slice(), new Float32Array(picture.length)];
  for (const radius of RADII) {
    for (let row = 0; row < channels * height; row++) {
      runningMean(from, into, row * width, width, radius);
    }
    [from, into] = [into, from];
    for (let channel = 0; channel < channels; channel++) {
      runningMeansDown(from, into, channel * height * width, width, height, radius);
    }
    [from, into] = [into, from];
  }
  return from;
}

/** The same down every column of a plane, row by row: memory is read in its order, several times as fast. */
function runningMeansDown(
  from: Float32Array,
  into: Float32Array,
  start: number,
  width: number,
  height: number,
  radius: number,
): void {
  const totals = new Float64Array(width);
  const rowAt = (row: number) => start + Math.max(0, Math.min(height - 1, row)) * width;
  for (let row = -radius; row <= radius; row++) {
    const at = rowAt(row);
    for (let x = 0; x < width; x++) totals[x] = (totals[x] as number) + (from[at + x] as number);
  }
  const count = 2 * radius + 1;
  for (let row = 0; row < height; row++) {
    const [at, leaving, coming] = [rowAt(row), rowAt(row - radius), rowAt(row + radius + 1)];
    for (let x = 0; x < width; x++) {
      const total = totals[x] as number;
      into[at + x] = total / count;
      totals[x] = total + (from[coming + x] as number) - (from[leaving + x] as number);
    }
  }
}

/** Along one row. */
function runningMean(
  from: Float32Array,
  into: Float32Array,
  start: number,
  length: number,
  radius: number,
): void {
  const end = start + length - 1;
  const first = from[start] as number;
  const last = from[end] as number;
  let total = first * (radius + 1);
  for (let i = 1; i <= radius; i++) total += from[Math.min(end, start + i)] as number;
  const count = 2 * radius + 1;
  for (let at = start; at <= end; at++) {
    into[at] = total / count;
    const leaving = at - radius;
    const coming = at + radius + 1;
    total +=
      (coming <= end ? (from[coming] as number) : last) -
      (leaving >= start ? (from[leaving] as number) : first);
  }
}

import type { Planes } from './planes.ts';

/** Beyond this many deviations the kernel is nothing. */
const REACH = 3;

/**
 * A picture under a Gaussian blur; beyond its edge it goes on as its last pixel.
 * @param deviation in pixels, above 0
 */
export function gaussianBlur({ width, height, data }: Planes, deviation: number): Planes {
  const kernel = kernelOf(deviation);
  const across = new Float32Array(data.length);
  const result = new Float32Array(data.length);
  for (let row = 0; row < 3 * height; row++) blurLine(data, across, row * width, 1, width, kernel);
  for (let c = 0; c < 3; c++) {
    for (let x = 0; x < width; x++) {
      blurLine(across, result, c * width * height + x, width, height, kernel);
    }
  }
  return { width, height, data: result };
}

/** The middle of the kernel and its one side, of sum 1 with the other. */
function kernelOf(deviation: number): Float32Array {
  const radius = Math.max(1, Math.ceil(REACH * deviation));
  const side = Float32Array.from({ length: radius + 1 }, (_, i) =>
    Math.exp(-(i * i) / (2 * deviation * deviation)),
  );
  const total = 2 * side.reduce((sum, value) => sum + value, 0) - 1;
  return side.map((value) => value / total);
}

function blurLine(
  from: Float32Array,
  into: Float32Array,
  start: number,
  step: number,
  length: number,
  kernel: Float32Array,
): void {
  const at = (i: number) => from[start + step * Math.max(0, Math.min(length - 1, i))] as number;
  for (let i = 0; i < length; i++) {
    let sum = (kernel[0] as number) * at(i);
    for (let k = 1; k < kernel.length; k++) sum += (kernel[k] as number) * (at(i - k) + at(i + k));
    into[start + i * step] = sum;
  }
}

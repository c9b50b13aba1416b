import type { Size } from '../src/document/size.ts';
import type { Planes } from '../src/main/photo/planes.ts';

/** A picture in a larger size, by cubic interpolation between pixels' centres (Keys 1981). */
export function enlarge(picture: Planes, { width, height }: Size): Planes {
  const wide = new Float32Array(3 * width * picture.height);
  for (let row = 0; row < 3 * picture.height; row++) {
    stretch(picture.data, row * picture.width, 1, picture.width, wide, row * width, 1, width);
  }
  const data = new Float32Array(3 * width * height);
  for (let c = 0; c < 3; c++) {
    for (let x = 0; x < width; x++) {
      const [from, into] = [c * width * picture.height + x, c * width * height + x];
      stretch(wide, from, width, picture.height, data, into, width, height);
    }
  }
  return { width, height, data };
}

function stretch(
  from: Float32Array,
  start: number,
  step: number,
  length: number,
  into: Float32Array,
  intoStart: number,
  intoStep: number,
  intoLength: number,
): void {
  for (let i = 0; i < intoLength; i++) {
    const place = ((i + 0.5) * length) / intoLength - 0.5;
    const nearest = Math.floor(place);
    let sum = 0;
    for (let k = nearest - 1; k <= nearest + 2; k++) {
      const at = Math.max(0, Math.min(length - 1, k));
      sum += cubic(Math.abs(place - k)) * (from[start + at * step] as number);
    }
    into[intoStart + i * intoStep] = sum;
  }
}

/** Keys' kernel with a = −½. */
function cubic(x: number): number {
  if (x < 1) return 1.5 * x ** 3 - 2.5 * x ** 2 + 1;
  return x < 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0;
}

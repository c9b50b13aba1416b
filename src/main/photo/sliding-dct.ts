import { BlockCosine } from './block-cosine.ts';
import { opponentColours } from './opponent-colours.ts';
import type { Planes } from './planes.ts';

/** Coefficients below this many noise deviations are taken for noise. */
const THRESHOLD = 2.7;

/**
 * Denoising by thresholding the discrete cosine transform of every block (Yu & Sapiro 2011, "DCT
 * image denoising: a simple and effective image denoising algorithm"), after an orthogonal transform
 * of the colours. Blocks overlap; each counts by how few coefficients it was left with, as in
 * Guleryuz 2007. Blocks are larger where there is more noise.
 * @param deviation of the white noise in the picture, in the unit of its values
 */
export function slidingDct(
  { width, height, data }: Planes,
  deviation: number,
): Float32Array<ArrayBuffer> {
  const side = deviation < 0.35 ? 8 : 16;
  const stride = side / 4;
  const cosine = new BlockCosine(side);
  const colours = opponentColours(data);
  const plane = width * height;
  const sums = new Float32Array(data.length);
  const weights = new Float32Array(data.length);
  const block = new Float32Array(side * side);
  for (let c = 0; c < 3 * plane; c += plane) {
    for (const top of starts(height, side, stride)) {
      for (const left of starts(width, side, stride)) {
        const corner = c + top * width + left;
        for (let row = 0; row < side; row++) {
          const start = corner + row * width;
          block.set(colours.subarray(start, start + side), row * side);
        }
        cosine.forward(block);
        const weight = 1 / threshold(block, THRESHOLD * deviation);
        cosine.backward(block);
        for (let row = 0; row < side; row++) {
          for (let column = 0; column < side; column++) {
            const at = corner + row * width + column;
            sums[at] = (sums[at] as number) + weight * (block[row * side + column] as number);
            weights[at] = (weights[at] as number) + weight;
          }
        }
      }
    }
  }
  return opponentColours(sums.map((sum, i) => sum / (weights[i] ?? 1)));
}

/** Removes small coefficients but the mean, in place; returns how many are left. */
function threshold(block: Float32Array, limit: number): number {
  let kept = 1;
  for (let i = 1; i < block.length; i++) {
    if (Math.abs(block[i] as number) < limit) block[i] = 0;
    else kept++;
  }
  return kept;
}

/** Where blocks begin; the last ends at the edge. */
function starts(length: number, side: number, stride: number): number[] {
  const last = length - side;
  const even = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
  return last % stride === 0 ? even : [...even, last];
}

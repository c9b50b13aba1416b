import { BlockCosine } from './block-cosine.ts';
import { greyBlocks } from './grey-blocks.ts';
import type { Planes } from './planes.ts';

/** Side of the blocks. */
const SIDE = 16;

/** How fast the power of a sharp photo falls with frequency: the mean of photos at 256 pixels. */
const EXPONENT = 2.4;

/** Frequencies that are fitted, in half turns a block; above them, blocks' borders leak. */
const [LOWEST, HIGHEST] = [3, 8];

/** Fewer frequencies than this above the noise fit anything. */
const LEAST_FREQUENCIES = 3;

/**
 * Deviation in pixels of the Gaussian that a photo seems to be blurred by. The power of sharp photos
 * falls as `ω^−2.4`; what it falls by more, as `exp(−b²ω²)`, is blur. Grass and sand, which have more that is
 * fine, look sharper than they are.
 * @param pictures of the photo at its own scale
 * @param noise deviation of the white noise in them
 */
export function blurLevel(pictures: readonly Planes[], noise: number): number {
  const powers = meanPowers(pictures);
  const places: number[] = [];
  const falls: number[] = [];
  for (let k = LOWEST; k <= HIGHEST; k++) {
    const power = (powers[k] as number) - noise * noise;
    // From where there is more noise than photo, nothing can be said.
    if (power < noise * noise || power <= 0) break;
    places.push(((Math.PI * k) / SIDE) ** 2);
    falls.push(-Math.log(power) - EXPONENT * Math.log(k));
  }
  if (places.length < LEAST_FREQUENCIES) return 0;
  return Math.sqrt(Math.max(0, slope(places, falls)));
}

/** Mean squares of the coefficients of all blocks' grey, by frequency. */
function meanPowers(pictures: readonly Planes[]): number[] {
  const cosine = new BlockCosine(SIDE);
  const sums = new Float64Array(SIDE);
  const counts = new Float64Array(SIDE);
  for (const picture of pictures) {
    for (const block of greyBlocks(picture, SIDE)) {
      cosine.forward(block);
      for (let i = 0; i < block.length; i++) {
        const k = Math.round(Math.hypot(Math.floor(i / SIDE), i % SIDE));
        if (k >= SIDE) continue;
        sums[k] = (sums[k] as number) + (block[i] as number) ** 2;
        counts[k] = (counts[k] as number) + 1;
      }
    }
  }
  return Array.from(sums, (sum, k) => sum / (counts[k] as number));
}

/** Of the line that fits best. */
function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xx, xy] = [0, 0];
  for (const [i, value] of x.entries()) {
    xx += (value - mx) ** 2;
    xy += (value - mx) * ((y[i] as number) - my);
  }
  return xy / xx;
}

import { BlockCosine } from './block-cosine.ts';
import { greyBlocks } from './grey-blocks.ts';
import type { Planes } from './planes.ts';

/** Side of the blocks. */
const SIDE = 8;

/** Coefficients whose two frequencies add up to this or more are fine. */
const FINE = 8;

/** Share of the blocks that is taken for flat: those with the least that is coarse. */
const FLAT = 0.1;

/** Grey beyond this is cut off in some channel: white is √3. */
const CLIPPED = 0.9 * Math.sqrt(3);

/** Fewer blocks than this say nothing. */
const LEAST_BLOCKS = 16;

/**
 * Standard deviation of the white noise in pictures of one photo, estimated from the fine
 * coefficients of blocks that have least of the coarse ones (Ponomarenko et al. 2007, "An automatic
 * approach to lossy compression of AVIRIS images"): what is fine there is noise. In the unit of the
 * values.
 */
export function noiseLevel(pictures: readonly Planes[]): number {
  const blocks = pictures.flatMap(energies).toSorted((a, b) => a.coarse - b.coarse);
  const flat = blocks.slice(0, Math.max(LEAST_BLOCKS, Math.floor(FLAT * blocks.length)));
  const fine = flat.map((block) => block.fine).sort((a, b) => a - b);
  return Math.sqrt(fine[Math.floor(fine.length / 2)] ?? 0);
}

interface Energy {
  /** Mean square of the coefficients of the lowest frequencies. */
  readonly coarse: number;
  /** Mean square of those of the highest. */
  readonly fine: number;
}

function energies(picture: Planes): Energy[] {
  const cosine = new BlockCosine(SIDE);
  const found: Energy[] = [];
  for (const block of greyBlocks(picture, SIDE)) {
    // Near white and black noise is cut off, and says nothing of that elsewhere.
    if (block.some((value) => Math.abs(value) > CLIPPED)) continue;
    cosine.forward(block);
    found.push(energyOf(block));
  }
  return found;
}

function energyOf(block: Float32Array): Energy {
  let [coarse, coarseCount, fine, fineCount] = [0, 0, 0, 0];
  for (let i = 1; i < block.length; i++) {
    const frequency = Math.floor(i / SIDE) + (i % SIDE);
    const square = (block[i] as number) ** 2;
    if (frequency < FINE) {
      coarse += square;
      coarseCount++;
    } else {
      fine += square;
      fineCount++;
    }
  }
  return { coarse: coarse / coarseCount, fine: fine / fineCount };
}

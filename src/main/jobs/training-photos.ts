import { totalmem } from 'node:os';
import type { PhotoPyramid, Picture } from '../engine/train/crops.ts';
import { listPhotos, NoPhotosError, readPyramid } from '../photo/training-photos.ts';

/** Short sides that photos are kept in: from the largest crop with room to move, to the smallest crop. */
const SIDES = { largest: 288, smallest: 64 };

/** Side of the pictures that the model is measured on. */
export const HELD_OUT_SIDE = 128;

/** How many photos are held out at most; a tenth of few. */
const HELD_OUT = 16;

/** Photos are decoded by this many at a time. */
const AT_ONCE = 4;

/** Share of the machine's memory that the photos may take. */
const MEMORY_SHARE = 0.25;

export interface TrainingPhotos {
  readonly trained: readonly PhotoPyramid[];
  /** Not trained on: each a picture with both sides of {@link HELD_OUT_SIDE} or more. */
  readonly heldOut: readonly Picture[];
  /** Files that could not be read, with the reason. */
  readonly skipped: readonly string[];
  /** Photos for which there was no memory. */
  readonly leftOut: number;
}

/**
 * Reads the photos of a folder into memory.
 * @param progress told how many of how many have been read
 * @throws NoPhotosError where there are not enough
 */
export async function readTrainingPhotos(
  folder: string,
  progress: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<TrainingPhotos> {
  const paths = listPhotos(folder);
  const pyramids = new Map<string, PhotoPyramid>();
  const skipped: string[] = [];
  const budget = totalmem() * MEMORY_SHARE;
  let [bytes, next, done] = [0, 0, 0];
  const worker = async () => {
    while (next < paths.length && bytes < budget) {
      signal.throwIfAborted();
      const path = paths[next++] as string;
      try {
        const pyramid = await readPyramid(path, SIDES);
        bytes += pyramid.reduce((total, { data }) => total + data.length, 0);
        pyramids.set(path, pyramid);
      } catch (error) {
        skipped.push(`${path}: ${(error as Error).message}`);
      }
      progress(++done, paths.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  // In the order of their paths, whichever was decoded first: a training must be repeatable.
  const read = paths.map((path) => pyramids.get(path)).filter((pyramid) => pyramid !== undefined);
  if (read.length < 2) {
    throw new NoPhotosError(
      `${folder} has ${read.length} readable photos, and training takes two or more` +
        `${skipped[0] ? ` (${skipped.length} could not be read; ${skipped[0]})` : ''}.`,
    );
  }
  return { ...holdOut(read), skipped, leftOut: paths.length - pyramids.size - skipped.length };
}

/** Sets evenly spaced photos aside. */
function holdOut(photos: readonly PhotoPyramid[]): Pick<TrainingPhotos, 'trained' | 'heldOut'> {
  const every = Math.max(10, Math.floor(photos.length / HELD_OUT));
  const isHeldOut = (index: number) => index % every === every - 1 || photos.length - 1 === index;
  const trained = photos.filter((_, index) => !isHeldOut(index));
  const heldOut = photos
    .filter((_, index) => isHeldOut(index))
    .flatMap((levels) => levels.findLast(isLargeEnough) ?? [])
    .slice(0, HELD_OUT);
  if (heldOut.length > 0) return { trained, heldOut };
  throw new NoPhotosError(
    `no photo that could be held out for measuring has both sides of ${HELD_OUT_SIDE} pixels. Add larger ones.`,
  );
}

function isLargeEnough({ width, height }: Picture): boolean {
  return Math.min(width, height) >= HELD_OUT_SIDE;
}

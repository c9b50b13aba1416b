import { workingMemory } from '../engine/runtime/working-memory.ts';
import { Random } from '../engine/sampling/random.ts';
import type { PhotoPyramid, Picture } from '../engine/train/crops.ts';
import { listPhotos, NoPhotosError, readPyramid } from '../photo/photo-folder.ts';

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
  const budget = workingMemory().bytes * MEMORY_SHARE;
  let [bytes, next, done] = [0, 0, 0];
  // In a shuffled order, so that what there is no memory for is not one kind of photo.
  const order = shuffled(paths);
  const worker = async () => {
    while (next < order.length && bytes < budget) {
      signal.throwIfAborted();
      const path = order[next++] as string;
      try {
        const pyramid = await readPyramid(path, SIDES);
        bytes += pyramid.reduce((total, { data }) => total + data.length, 0);
        pyramids.set(path, pyramid);
      } catch (error) {
        skipped.push(`${path}: ${(error as Error).message}`);
      }
      progress(++done, order.length);
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

/** Sets some photos aside, evenly spaced among those that are large enough. */
function holdOut(photos: readonly PhotoPyramid[]): Pick<TrainingPhotos, 'trained' | 'heldOut'> {
  const large = photos.filter((levels) => levels.some(isLargeEnough));
  if (large.length === 0) {
    throw new NoPhotosError(
      `no photo has both sides of ${HELD_OUT_SIDE} pixels or more, to measure the model on. Add larger ones.`,
    );
  }
  const count = Math.max(1, Math.min(HELD_OUT, Math.floor(large.length / 10)));
  const chosen = new Set(
    Array.from(
      { length: count },
      (_, i) => large[Math.floor(((i + 1) * large.length) / count) - 1],
    ),
  );
  return {
    trained: photos.filter((levels) => !chosen.has(levels)),
    heldOut: [...chosen].flatMap((levels) => levels?.findLast(isLargeEnough) ?? []),
  };
}

function isLargeEnough({ width, height }: Picture): boolean {
  return Math.min(width, height) >= HELD_OUT_SIDE;
}

/** Always the same order for the same names (Fisher & Yates). */
function shuffled(paths: readonly string[]): string[] {
  const order = [...paths];
  const random = new Random(paths.length);
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] as string, order[i] as string];
  }
  return order;
}

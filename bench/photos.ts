import type { Point } from '../src/main/engine/sampling/flow.ts';
import { readPicture } from '../src/main/photo/photo-file.ts';
import { listPhotos } from '../src/main/photo/photo-folder.ts';
import { PictureError } from '../src/main/photo/picture-file.ts';

/**
 * The photos of a folder as squares of a size; those that are too small or cannot be read are named.
 * @throws PictureError where none is left
 */
export async function readSquares(folder: string, size: number): Promise<Point[]> {
  const pictures: Point[] = [];
  for (const path of listPhotos(folder)) {
    try {
      pictures.push((await readPicture(path, size, size)).data);
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      process.stderr.write(`skipped: ${error.message}\n`);
    }
  }
  if (pictures.length > 0) return pictures;
  throw new PictureError(`${folder} has no photo of ${size} pixels or more. Add some.`);
}

/** What a picture can show of a value. */
export function clip(value: number): number {
  return Math.max(-1, Math.min(1, value));
}

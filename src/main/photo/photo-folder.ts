import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { PHOTO_ENDINGS, photoFormatOf } from '../../document/photo-formats.ts';
import type { Pixels } from './planes.ts';

/** A folder has nothing to train on. */
export class NoPhotosError extends Error {
  override readonly name = 'NoPhotosError';
}

/**
 * The photos of a folder and all within it, in the order of their paths.
 * @throws NoPhotosError where there is none
 */
export function listPhotos(folder: string): string[] {
  const photos = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && photoFormatOf(entry.name) !== undefined)
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (photos.length > 0) return photos;
  throw new NoPhotosError(
    `${folder} holds no photos. Give a folder with files of ${PHOTO_ENDINGS.join(', ')}.`,
  );
}

/**
 * A photo in several sizes, from at most `largest` pixels on the short side down to `smallest`, each
 * smaller than the one before by √2, in sRGB and upright. Sizes come from the photo itself, by the
 * same filter that is used when a photo is edited: a picture of 128 px then looks in training as it
 * will later.
 */
export async function readPyramid(
  path: string,
  { largest, smallest }: { largest: number; smallest: number },
): Promise<Pixels[]> {
  const first = await read(sharp(path), largest);
  const levels = [first];
  const shape = { width: first.width, height: first.height, channels: 3 as const };
  const side = Math.min(first.width, first.height);
  for (let next = side / Math.SQRT2; next >= smallest; next /= Math.SQRT2) {
    levels.push(await read(sharp(first.data, { raw: shape }), Math.round(next)));
  }
  return levels;
}

async function read(image: Sharp, shortSide: number): Promise<Pixels> {
  const { data, info } = await image
    .autoOrient()
    .resize(shortSide, shortSide, { fit: 'outside', withoutEnlargement: true })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

import { existsSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { replaceFileBy } from '../files/replace-file.ts';
import { PictureError } from './picture-file.ts';
import type { Raster } from './raster.ts';

/** Formats that photos are written in, with as little loss as each allows. */
const formats = {
  '.png': (image: Sharp) => image.png(),
  '.tif': (image: Sharp) => image.tiff({ compression: 'deflate' }),
  '.tiff': (image: Sharp) => image.tiff({ compression: 'deflate' }),
  '.jpg': (image: Sharp) => image.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
  '.jpeg': (image: Sharp) => image.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
  '.webp': (image: Sharp) => image.webp({ lossless: true }),
  '.avif': (image: Sharp) => image.avif({ quality: 90, chromaSubsampling: '4:4:4' }),
} as const;

/** Formats that hold 16 bits a channel; others get 8. */
const DEEP = new Set(['.png', '.tif', '.tiff']);

/**
 * @throws PictureError where a photo cannot be written under a name: its format is not known, or its
 *   folder does not exist
 */
export function checkWritable(path: string): void {
  formatOf(path);
  checkFolder(path);
}

/** @throws PictureError where the folder that a file should go to does not exist */
export function checkFolder(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) {
    throw new PictureError(`${folder} does not exist. Make the folder, or choose another.`);
  }
}

/**
 * Writes a photo in the format of its name, with its profile and metadata: PNG, TIFF and WebP without
 * loss, JPEG and AVIF at high quality. It appears when it is complete.
 * @throws PictureError where the name has no known format
 */
export async function writePhoto(path: string, raster: Raster): Promise<void> {
  const format = formatOf(path);
  const isGrey = raster.channels < 3;
  const deep = isGrey ? 'grey16' : 'rgb16';
  const shallow = isGrey ? 'b-w' : 'srgb';
  const image = sharp(raster.path, { ignoreIcc: true })
    .keepMetadata()
    .toColourspace(raster.depth === 16 && DEEP.has(format) ? deep : shallow);
  await replaceFileBy(path, (temporary) => formats[format](image).toFile(temporary));
}

function formatOf(path: string): keyof typeof formats {
  const extension = extname(path).toLowerCase();
  if (Object.hasOwn(formats, extension)) return extension as keyof typeof formats;
  throw new PictureError(
    `${path}: ${extension || 'a name without an extension'} is no format that can be written. ` +
      `Known are ${Object.keys(formats).join(', ')}.`,
  );
}

import { existsSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { replaceFile } from '../files/replace-file.ts';
import { type Pixels, type Planes, toPlanes } from './planes.ts';

/** A picture file that cannot be read or written. The message names the file and the way out. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/** A picture: the path of its file, or the file's bytes under its name. */
export type PictureFile = string | { readonly name: string; readonly bytes: Uint8Array };

/** What to call a picture in messages. */
export function nameOf(file: PictureFile): string {
  return typeof file === 'string' ? file : file.name;
}

/**
 * A photo at its own size: upright, in 8-bit sRGB.
 * @throws PictureError where it cannot be decoded
 */
export async function readPhoto(file: PictureFile): Promise<Pixels> {
  const { data, info } = await decoded(file, (input) =>
    input
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  return { width: info.width, height: info.height, data };
}

/**
 * The size of a picture as it is seen upright, without decoding it.
 * @throws PictureError where it cannot be read
 */
export async function uprightSize(
  file: PictureFile,
): Promise<{ readonly width: number; readonly height: number }> {
  const { autoOrient } = await decoded(file, (input) => input.metadata());
  return { width: autoOrient.width, height: autoOrient.height };
}

/** A photo in another size, as models take it. */
export async function resizePhoto(
  { width, height, data }: Pixels,
  to: { readonly width: number; readonly height: number },
): Promise<Planes> {
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(to.width, to.height, { fit: 'fill' })
    .raw()
    .toBuffer();
  return toPlanes({ ...to, data: bytes });
}

/**
 * A photo as models take it, cut to the size asked for around its middle.
 * @throws PictureError where it cannot be decoded, or is smaller
 */
export async function readPicture(path: string, width: number, height: number): Promise<Planes> {
  const photo = await readPhoto(path);
  if (photo.width < width || photo.height < height) {
    throw new PictureError(
      `${path} is ${photo.width}×${photo.height}, smaller than ${width}×${height}.`,
    );
  }
  const { data, info } = await sharp(photo.data, {
    raw: { width: photo.width, height: photo.height, channels: 3 },
  })
    .resize(width, height, { fit: 'cover' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return toPlanes({ width: info.width, height: info.height, data });
}

/** What sharp decodes, or a sentence on why it does not. */
export async function decoded<T>(
  file: PictureFile,
  decode: (input: Sharp) => Promise<T>,
): Promise<T> {
  if (typeof file === 'string' && !existsSync(file)) {
    throw new PictureError(`${file} does not exist. Choose the file again.`);
  }
  try {
    return await decode(sharp(typeof file === 'string' ? file : file.bytes));
  } catch (error) {
    throw new PictureError(
      `${nameOf(file)} cannot be read as a picture (${(error as Error).message}). ` +
        'JPEG, PNG, TIFF, WebP and AVIF can; export other formats as one of them first.',
    );
  }
}

/** Media type of a picture file, by its name. */
export function mediaOf(path: string): string {
  const extension = extname(path).toLowerCase().slice(1);
  const types: Readonly<Record<string, string>> = { jpg: 'jpeg', tif: 'tiff' };
  return `image/${types[extension] ?? extension}`;
}

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
 * Writes a photo in the format of its name: PNG, TIFF and WebP without loss, JPEG and AVIF at high
 * quality. It appears when it is complete.
 * @throws PictureError where the name has no known format
 */
export async function writePhoto(path: string, { width, height, data }: Pixels): Promise<void> {
  const encode = formats[formatOf(path)];
  replaceFile(path, await encode(sharp(data, { raw: { width, height, channels: 3 } })).toBuffer());
}

function formatOf(path: string): keyof typeof formats {
  const extension = extname(path).toLowerCase();
  if (Object.hasOwn(formats, extension)) return extension as keyof typeof formats;
  throw new PictureError(
    `${path}: ${extension || 'a name without an extension'} is no format that can be written. ` +
      `Known are ${Object.keys(formats).join(', ')}.`,
  );
}

import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import sharp from 'sharp';
import type { Pixels, Planes } from './planes.ts';

/** A picture file that cannot be read or written. The message names the file and the way out. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/**
 * A photo at its own size: upright, in 8-bit sRGB.
 * @throws PictureError where it cannot be decoded
 */
export async function readPhoto(path: string): Promise<Pixels> {
  const { data, info } = await decoded(path, () =>
    sharp(path)
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  return { width: info.width, height: info.height, data };
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
  const plane = to.width * to.height;
  const values = new Float32Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) values[c * plane + i] = (bytes[3 * i + c] ?? 0) / 127.5 - 1;
  }
  return { ...to, data: values };
}

/** What sharp decodes, or a sentence on why it does not. */
export async function decoded<T>(path: string, decode: () => Promise<T>): Promise<T> {
  if (!existsSync(path)) throw new PictureError(`${path} does not exist. Choose the file again.`);
  try {
    return await decode();
  } catch (error) {
    throw new PictureError(
      `${path} cannot be read as a picture (${(error as Error).message}). ` +
        'JPEG, PNG, TIFF, WebP and AVIF can; export other formats as one of them first.',
    );
  }
}

const WRITERS = new Set(['.png', '.jpg', '.jpeg', '.tif', '.tiff', '.webp', '.avif']);

/**
 * Writes a photo in the format of its name. It appears when it is complete.
 * @throws PictureError where the name has no known format
 */
export async function writePhoto(path: string, { width, height, data }: Pixels): Promise<void> {
  const extension = extname(path).toLowerCase();
  if (!WRITERS.has(extension)) {
    throw new PictureError(
      `${path}: ${extension || 'a name without an extension'} is no format that can be written. ` +
        `Known are ${[...WRITERS].join(', ')}.`,
    );
  }
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  const format = extension.slice(1) as 'png';
  const bytes = await image
    .toFormat(
      format,
      extension.startsWith('.jp') ? { quality: 95, chromaSubsampling: '4:4:4' } : {},
    )
    .toBuffer();
  const temporary = `${path}.${process.pid}.part`;
  try {
    writeFileSync(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

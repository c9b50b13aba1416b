import { statSync } from 'node:fs';
import { extname } from 'node:path';
import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { PHOTO_FORMATS, photoFormatOf } from '../../document/photo-formats.ts';

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

// What is remembered of a file by its path is wrong once another is written there.
sharp.cache(false);

/** What sharp decodes, or a sentence on why it does not. */
export async function decoded<T>(
  file: PictureFile,
  decode: (input: Sharp) => Promise<T>,
  options: SharpOptions = {},
): Promise<T> {
  const name = nameOf(file);
  if (typeof file === 'string') {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) throw new PictureError(`${file} does not exist. Check its name and folder.`);
    if (stats.isDirectory()) throw new PictureError(`${file} is a folder. Give a picture in it.`);
  }
  const raw = RAW_FORMATS[extname(name).toLowerCase()];
  if (raw) {
    throw new PictureError(
      `${name} is a camera RAW file (${raw}), which must be developed first. ` +
        'Export it from a RAW converter as 16-bit TIFF.',
    );
  }
  try {
    return await decode(sharp(typeof file === 'string' ? file : file.bytes, options));
  } catch (error) {
    const format = OTHER_FORMATS[extname(name).toLowerCase()];
    if (format) {
      throw new PictureError(
        `${name} is in ${format}, a format that is not supported. Export it as JPEG, PNG, TIFF, WebP or AVIF first.`,
      );
    }
    const problem = (error as Error).message.trim().split('\n')[0];
    throw new PictureError(
      `${name} cannot be read as a picture (${problem}). JPEG, PNG, TIFF, WebP and AVIF can; ` +
        'export other formats, such as HEIC or JPEG XL, as one of them first.',
    );
  }
}

/** Files of cameras: some look like a TIFF that holds no more than a thumbnail. */
const RAW_FORMATS: Readonly<Record<string, string>> = {
  '.arw': 'Sony',
  '.cr2': 'Canon',
  '.cr3': 'Canon',
  '.dng': 'DNG',
  '.nef': 'Nikon',
  '.orf': 'Olympus',
  '.pef': 'Pentax',
  '.raf': 'Fujifilm',
  '.rw2': 'Panasonic',
};

/** Formats of pictures that nothing here reads, by the endings of their names. */
const OTHER_FORMATS: Readonly<Record<string, string>> = {
  '.heic': 'HEIC',
  '.heif': 'HEIC',
  '.jxl': 'JPEG XL',
  '.psd': 'PSD',
};

/** The format of a picture that cannot be opened, as its name tells; `undefined` for all other files. */
export function unsupportedFormatOf(name: string): string | undefined {
  const ending = extname(name).toLowerCase();
  return RAW_FORMATS[ending] ? 'RAW' : OTHER_FORMATS[ending];
}

/** Media type of a picture file, by its name. */
export function mediaOf(path: string): string {
  const format = photoFormatOf(path);
  return format ? PHOTO_FORMATS[format].media : `image/${extname(path).toLowerCase().slice(1)}`;
}

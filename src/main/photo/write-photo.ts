import { accessSync, constants, statSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import {
  PHOTO_ENDINGS,
  PHOTO_FORMATS,
  type PhotoFormatId,
  photoFormatOf,
} from '../../document/photo-formats.ts';
import type { Size } from '../../document/size.ts';
import { replaceFileBy } from '../files/replace-file.ts';
import { type MetadataOptions, writeMetadata } from './metadata.ts';
import { PictureError } from './picture-file.ts';
import type { Raster } from './raster.ts';
import { srgbProfile } from './srgb-profile.ts';

/** How a photo is written. */
export interface WriteOptions extends MetadataOptions {
  /** Of JPEG, WebP and AVIF, 1 to 100; PNG and TIFF are without loss, and WebP at 100. */
  readonly quality: number;
  /** Longer side in pixels; a photo is never enlarged. Its own size unless given. */
  readonly size: number | undefined;
  /** Whether edges are sharpened for looking at, after the size was changed. */
  readonly sharpen: boolean;
  /** The colours it is written in: its own, or those of another profile. */
  readonly profile: 'keep' | 'srgb' | 'p3';
  /** Bits a channel in PNG and TIFF; its own unless given. Other formats have 8. */
  readonly depth: 8 | 16 | undefined;
}

/** How photos are written unless told: as they are, and marked as edited with a model. */
export const WRITE_DEFAULTS: WriteOptions = {
  quality: 95,
  size: undefined,
  sharpen: false,
  profile: 'keep',
  depth: undefined,
  metadata: 'keep',
  mark: true,
};

/** How photos are encoded. */
const ENCODERS: Readonly<Record<PhotoFormatId, (image: Sharp, quality: number) => Sharp>> = {
  png: (image) => image.png(),
  tiff: (image) => image.tiff({ compression: 'deflate' }),
  // Optimised coding would save some 3 %, and hold all of the photo in memory.
  jpeg: (image, quality) =>
    // There is no opacity in JPEG; what shows through is white, as on a page.
    image.flatten({ background: '#ffffff' }).jpeg({
      quality,
      chromaSubsampling: quality >= 90 ? '4:4:4' : '4:2:0',
      optimiseCoding: false,
    }),
  webp: (image, quality) => image.webp({ quality, lossless: quality === 100, exact: true }),
  avif: (image, quality) => image.avif({ quality, chromaSubsampling: '4:4:4' }),
};

/**
 * The longest side that a format holds, in pixels: 14 bits in WebP (RFC 9649), what libjpeg and sharp's AVIF
 * encoder take. The others hold more than any photo has.
 */
const LONGEST: Readonly<Partial<Record<PhotoFormatId, number>>> = {
  jpeg: 65500,
  webp: 16383,
  avif: 16384,
};

/** A light hand: a halo of less than a pixel. */
const SHARPENING = { sigma: 0.7, m1: 0.4, m2: 0.8 };

/**
 * @throws PictureError where a photo cannot be written under a name: its format is not known, or its
 *   folder does not exist; or where an option is out of range
 */
export function checkWritable(
  path: string,
  { quality, size }: WriteOptions = WRITE_DEFAULTS,
): void {
  formatOf(path);
  checkFolder(path);
  if (!(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw new PictureError(`a quality of ${quality} is not a whole number from 1 to 100`);
  }
  if (size !== undefined && !(Number.isInteger(size) && size >= 16)) {
    throw new PictureError(`a size of ${size} is not a whole number of pixels from 16`);
  }
}

/**
 * What can be known to fail once the photo's size is known, before any work on it.
 * @param photo its size in pixels
 * @throws PictureError where the format cannot hold a result as large
 */
export function checkFits(
  path: string,
  photo: Size,
  { size = Number.POSITIVE_INFINITY }: WriteOptions,
): void {
  const most = LONGEST[formatOf(path)] ?? Number.POSITIVE_INFINITY;
  const longer = Math.max(photo.width, photo.height);
  if (Math.min(size, longer) <= most) return;
  throw new PictureError(
    `${path}: the photo is ${photo.width}×${photo.height}, and ${extname(path).toLowerCase()} holds sides of ${most} pixels at most. ` +
      `Write .tif or .png instead, or make it smaller: a longer side of ${most} or less.`,
  );
}

/** @throws PictureError where the folder that a file should go to does not exist */
export function checkFolder(path: string): void {
  const folder = dirname(path);
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) {
    throw new PictureError(`${folder} does not exist. Make the folder, or choose another.`);
  }
  accessSync(folder, constants.W_OK);
}

/**
 * Writes a photo in the format of its name. It appears when it is complete.
 * @param signal an encoder that runs cannot be stopped: where it is aborted meanwhile, nothing is written in the end
 * @throws PictureError where the name has no known format or one that cannot hold the photo, or the
 *   colours cannot be converted; whatever the signal is aborted with
 */
export async function writePhoto(
  path: string,
  raster: Raster,
  options: WriteOptions = WRITE_DEFAULTS,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  checkFits(path, raster, options);
  const format = formatOf(path);
  const { isDeep } = PHOTO_FORMATS[format];
  const image = ENCODERS[format](prepared(raster, isDeep, options), options.quality);
  await replaceFileBy(path, async (temporary) => {
    await image.toFile(temporary);
    signal?.throwIfAborted();
    const isSrgbUntold = options.profile === 'srgb' && !raster.profile && raster.channels >= 3;
    const profile = isSrgbUntold ? await srgbProfile() : undefined;
    try {
      await writeMetadata(temporary, raster, options, profile);
    } finally {
      // Also where Ctrl-C has ended ExifTool too, which says so in its own words.
      signal?.throwIfAborted();
    }
  });
}

function prepared(raster: Raster, isDeep: boolean, options: WriteOptions): Sharp {
  const { size, sharpen, profile, metadata, depth = raster.depth } = options;
  // Without a profile a photo is in sRGB already; the encoder would take its 16 bits for Display P3.
  const isAsItIs = profile === 'keep' || (profile === 'srgb' && !raster.profile);
  const image = sharp(raster.path, { ignoreIcc: isAsItIs });
  if (size !== undefined) image.resize(size, size, { fit: 'inside', withoutEnlargement: true });
  if (sharpen) image.sharpen(SHARPENING);
  if (metadata !== 'none') image.keepExif().keepXmp();
  if (isAsItIs) {
    if (raster.profile) image.keepIccProfile();
  } else {
    if (raster.depth === 16 && !raster.profile) {
      throw new PictureError(
        'a photo of 16 bits without a profile is taken for sRGB, and stays so: give no other profile',
      );
    }
    image.withIccProfile(profile);
  }
  const isGrey = raster.channels < 3;
  if (isDeep && depth === 16) return image.toColourspace(isGrey ? 'grey16' : 'rgb16');
  return image.toColourspace(isGrey ? 'b-w' : 'srgb');
}

function formatOf(path: string): PhotoFormatId {
  const format = photoFormatOf(path);
  if (format) return format;
  throw new PictureError(
    `${path}: ${extname(path) || 'a name without an extension'} is not a format that can be written. ` +
      `Choose from ${PHOTO_ENDINGS.join(', ')}.`,
  );
}

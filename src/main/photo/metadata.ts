import { rmSync, writeFileSync } from 'node:fs';
import { ExifTool } from 'exiftool-vendored';
import sharp from 'sharp';
import type { Raster } from './raster.ts';

/** What is said of a photo in its file. */
export interface MetadataOptions {
  /** Of the photo's own: all, all but where it was taken, or nothing but the colour profile. */
  readonly metadata: 'keep' | 'no-gps' | 'none';
  /** Whether it is marked as edited with a trained model, by the IPTC's digital source type. */
  readonly mark: boolean;
}

/** https://cv.iptc.org/newscodes/digitalsourcetype */
const SOURCE_TYPE =
  'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

/** libvips writes EXIF into every format but these. */
const WITHOUT_EXIF = new Set(['.tif', '.tiff']);

/**
 * Mends a file's metadata after its pixels were written with all that libvips keeps.
 * @param format extension of the name that the file will have
 */
export async function writeMetadata(
  path: string,
  format: string,
  raster: Raster,
  { metadata, mark }: MetadataOptions,
): Promise<void> {
  const args: string[] = [];
  let exif: string | undefined;
  if (metadata !== 'none' && WITHOUT_EXIF.has(format)) {
    exif = await exifFile(path, raster);
    if (exif) args.push('-tagsFromFile', exif, '-exif:all', '-Orientation#=1');
  }
  if (metadata === 'no-gps') args.push('-gps:all=', '-xmp:geotag=');
  if (mark) args.push(`-XMP-iptcExt:DigitalSourceType=${SOURCE_TYPE}`);
  if (args.length === 0) return;
  const exiftool = new ExifTool({ maxProcs: 1 });
  try {
    await exiftool.write(path, {}, { writeArgs: [...args, '-overwrite_original'] });
  } finally {
    await exiftool.end();
    if (exif) rmSync(exif);
  }
}

/** The EXIF block of a raster as a file beside another; nothing where it has none. */
async function exifFile(path: string, raster: Raster): Promise<string | undefined> {
  const { exif } = await sharp(raster.path).metadata();
  if (!exif) return undefined;
  const file = `${path}.exif`;
  const marker = Buffer.from('Exif\0\0');
  writeFileSync(file, exif.subarray(0, 6).equals(marker) ? exif.subarray(6) : exif);
  return file;
}

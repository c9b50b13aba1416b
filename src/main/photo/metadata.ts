import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExifTool } from 'exiftool-vendored';
import { inTemporaryFolder } from '../files/temporary-folder.ts';
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

/**
 * What libvips does not carry over (EXIF from and to TIFF, IPTC), without what is no longer true: the
 * small picture of the photo before the edit, its orientation, its size.
 */
const KEPT = ['-exif:all', '-iptc:all', '-ifd1:all=', '-Orientation#=1', '-XMP-tiff:Orientation='];
const STALE_SIZE = ['-ExifImageWidth=', '-ExifImageHeight='];

/** Where a photo was taken, in numbers and in words. */
const PLACE = [
  ...['-gps:all=', '-xmp:geotag='],
  ...['City', 'State', 'Country'].map((tag) => `-XMP-photoshop:${tag}=`),
  ...['Location', 'CountryCode'].map((tag) => `-XMP-iptcCore:${tag}=`),
  ...['LocationShown', 'LocationCreated'].map((tag) => `-XMP-iptcExt:${tag}=`),
  ...['City', 'Sub-location', 'Province-State', 'Country-PrimaryLocationName'].map(
    (tag) => `-IPTC:${tag}=`,
  ),
  '-IPTC:Country-PrimaryLocationCode=',
];

/**
 * Completes and mends a file's metadata, after its pixels were written with all that libvips keeps.
 * @param profile what its colours are in, where libvips could not say so without converting them; WebP and AVIF,
 *   to which it cannot be attached, are sRGB without one
 */
export async function writeMetadata(
  path: string,
  { source }: Raster,
  { metadata, mark }: MetadataOptions,
  profile?: Uint8Array,
): Promise<void> {
  const args = [
    ...(metadata === 'none' ? [] : ['-tagsFromFile', source, ...KEPT, ...STALE_SIZE]),
    ...(metadata === 'no-gps' ? PLACE : []),
    ...(mark ? [`-XMP-iptcExt:DigitalSourceType=${SOURCE_TYPE}`] : []),
  ];
  if (!profile) return write(path, args);
  await inTemporaryFolder(async (folder) => {
    const icc = join(folder, 'profile.icc');
    writeFileSync(icc, profile);
    await write(path, [...args, `-ICC_Profile<=${icc}`]);
  });
}

async function write(path: string, args: readonly string[]): Promise<void> {
  if (args.length === 0) return;
  const exiftool = new ExifTool({ maxProcs: 1 });
  try {
    await exiftool.write(path, {}, { writeArgs: [...args, '-m', '-overwrite_original'] });
  } finally {
    await exiftool.end();
  }
}

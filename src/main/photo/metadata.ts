import { ExifTool } from 'exiftool-vendored';
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

/** Completes and mends a file's metadata, after its pixels were written with all that libvips keeps. */
export async function writeMetadata(
  path: string,
  { source }: Raster,
  { metadata, mark }: MetadataOptions,
): Promise<void> {
  const args = [
    ...(metadata === 'none' ? [] : ['-tagsFromFile', source, ...KEPT, ...STALE_SIZE]),
    ...(metadata === 'no-gps' ? PLACE : []),
    ...(mark ? [`-XMP-iptcExt:DigitalSourceType=${SOURCE_TYPE}`] : []),
  ];
  if (args.length === 0) return;
  const exiftool = new ExifTool({ maxProcs: 1 });
  try {
    await exiftool.write(path, {}, { writeArgs: [...args, '-m', '-overwrite_original'] });
  } finally {
    await exiftool.end();
  }
}

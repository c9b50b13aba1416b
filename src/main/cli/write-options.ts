import { type Command, Option } from 'commander';
import { WRITE_DEFAULTS, type WriteOptions } from '../photo/write-photo.ts';
import { wholeNumber } from './numbers.ts';

/** What the command line gives of how a photo is written. */
export interface WriteFlags extends Omit<WriteOptions, 'size' | 'sharpen' | 'depth'> {
  readonly size?: number;
  readonly sharpen?: boolean;
  readonly depth?: '8' | '16';
}

/** Adds the options of how a photo is written: at the end of the help, as few need them. */
export function withWriteOptions(command: Command): Command {
  const { quality, profile, metadata } = WRITE_DEFAULTS;
  return command
    .option('--quality <q>', 'quality of JPEG, WebP and AVIF, 1 to 100', wholeNumber, quality)
    .option('--size <pixels>', "longer side of the result; the photo's own by default", wholeNumber)
    .option('--sharpen', 'sharpen the result for the screen')
    .addOption(
      new Option('--profile <profile>', 'colours of the result')
        .choices(['keep', 'srgb', 'p3'])
        .default(profile),
    )
    .addOption(
      new Option(
        '--depth <bits>',
        "bits per channel of a PNG or TIFF; the photo's own by default",
      ).choices(['8', '16']),
    )
    .addOption(
      new Option(
        '--metadata <what>',
        "metadata of the result: the photo's own, without location, or none",
      )
        .choices(['keep', 'no-gps', 'none'])
        .default(metadata),
    )
    .option('--no-mark', 'do not mark the result as edited with a trained model (IPTC)');
}

/** How a photo is to be written. */
export function writeOptions(flags: WriteFlags): WriteOptions {
  const { quality, size, sharpen = false, profile, depth, metadata, mark } = flags;
  const bits = depth === undefined ? undefined : depth === '8' ? 8 : 16;
  return { quality, size, sharpen, profile, depth: bits, metadata, mark };
}

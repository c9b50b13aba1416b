import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { Raster } from './raster.ts';
import { WRITE_DEFAULTS, type WriteOptions, writePhoto } from './write-photo.ts';

/** A folder for the files of a test. */
export class PhotoFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'penumbra-photo-'));

  at(name: string): string {
    return join(this.path, name);
  }

  /** A small photo of 16 bits in Display P3. @returns its path */
  async deep(name: string): Promise<string> {
    const { width, height } = PHOTO_SIZE;
    const image = sharp(deepPixels, { raw: { width, height, channels: 3 } });
    const png = await image.toColourspace('rgb16').withIccProfile('p3').png().toBuffer();
    const kept = sharp(png).keepMetadata().toColourspace('rgb16');
    const path = this.at(name);
    await (name.endsWith('.tif') ? kept.tiff({ compression: 'none' }) : kept).toFile(path);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export const PHOTO_SIZE = { width: 90, height: 60 } as const;

/** A gradient in 16 bits with noise in the lowest. */
export const deepPixels = Uint16Array.from(
  { length: 3 * PHOTO_SIZE.width * PHOTO_SIZE.height },
  (_, i) => (i * 40503) % 65536,
);

/** Pixels alone: what is said of them takes a second to write. */
export const BARE: WriteOptions = { ...WRITE_DEFAULTS, metadata: 'none', mark: false };

/** Writes a photo without anything said of it. */
export function writeBare(path: string, raster: Raster): Promise<void> {
  return writePhoto(path, raster, BARE);
}

/** Upright pixels as a file encodes them. */
export async function pixelsOf(path: string) {
  const { space, depth } = await sharp(path).metadata();
  const { data, info } = await sharp(path, { ignoreIcc: true })
    .autoOrient()
    .toColourspace(space)
    .raw({ depth })
    .toBuffer({ resolveWithObject: true });
  return { ...info, data };
}

/** A PNG with a profile that its pixels are taken to be in. */
export function withProfile(png: Buffer, profile: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('iCCPgrey\0\0'), deflateSync(profile)]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  checksum.writeUInt32BE(crc32(body));
  // Right after the signature and the header.
  const start = 33;
  return Buffer.concat([png.subarray(0, start), length, body, checksum, png.subarray(start)]);
}

/** An ICC profile of greys that are proportional to light: the least that the standard asks for. */
export function linearGreyProfile(): Buffer {
  const numbers = (...values: number[]) => {
    const bytes = Buffer.alloc(4 * values.length);
    for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
    return bytes;
  };
  const d50 = numbers(0xf6d6, 0x10000, 0xd32d);
  const description = Buffer.concat([numbers(5), Buffer.from('grey\0'), Buffer.alloc(78)]);
  const tags = [
    ['desc', 'desc', description],
    ['wtpt', 'XYZ ', d50],
    ['kTRC', 'curv', numbers(0)],
    ['cprt', 'text', Buffer.from('none')],
  ] as const;
  const directory = [numbers(tags.length)];
  const contents: Buffer[] = [];
  let at = 128 + 4 + 12 * tags.length;
  for (const [name, type, value] of tags) {
    const padding = Buffer.alloc((4 - (value.length % 4)) % 4);
    const data = Buffer.concat([Buffer.from(type), numbers(0), value, padding]);
    directory.push(Buffer.from(name), numbers(at, data.length));
    contents.push(data);
    at += data.length;
  }
  const header = Buffer.concat([
    ...[numbers(at, 0, 0x02400000), Buffer.from('mntrGRAYXYZ '), Buffer.alloc(12)],
    ...[Buffer.from('acsp'), Buffer.alloc(28), d50, Buffer.alloc(48)],
  ]);
  return Buffer.concat([header, ...directory, ...contents]);
}

/** Whether two files hold the same pixels. */
export async function areEqual(one: string, other: string): Promise<boolean> {
  const [a, b] = [await pixelsOf(one), await pixelsOf(other)];
  return a.channels === b.channels && a.width === b.width && Buffer.compare(a.data, b.data) === 0;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Whether two files hold the same pixels. */
export async function areEqual(one: string, other: string): Promise<boolean> {
  const [a, b] = [await pixelsOf(one), await pixelsOf(other)];
  return a.channels === b.channels && a.width === b.width && Buffer.compare(a.data, b.data) === 0;
}

import { closeSync, openSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import sharp, { type Metadata, type Sharp } from 'sharp';
import type { Size } from '../../document/size.ts';
import { writingInto } from '../files/temporary-folder.ts';
import { greysInSrgb, isUsable, toSrgb } from './device-colour.ts';
import { decoded, nameOf, PictureError, type PictureFile } from './picture-file.ts';
import { type Planes, toPlanes } from './planes.ts';
import { type Raster, readRaster, readRows, rowsAtATime, writeRows } from './raster.ts';

/** A photo that is open: its pixels, and what had to be done to read them. */
export interface Photo {
  readonly raster: Raster;
  /** Whole sentences for whoever opened it; none for most photos. */
  readonly notes: readonly string[];
}

/** Spaces that are kept as they are. Others are converted to sRGB, of 16 bits where they have more than 8. */
const KEPT_SPACES = new Set(['srgb', 'rgb16', 'b-w', 'grey16']);

/**
 * Opens a photo at its own size, depth and encoding, upright, with its metadata.
 * @param folder for its pixels; whoever made it removes it
 * @throws PictureError where it cannot be decoded; TemporaryFolderError where its pixels cannot be kept
 */
export function openPhoto(file: PictureFile, folder: string): Promise<Photo> {
  return writingInto(folder, () => decodedInto(file, folder));
}

async function decodedInto(file: PictureFile, folder: string): Promise<Photo> {
  const metadata = await decoded(file, (input) => input.metadata());
  if (metadata.channels > (metadata.space === 'cmyk' ? 5 : 4)) {
    throw new PictureError(
      `${nameOf(file)} has ${metadata.channels} channels. Save it with colours and opacity only.`,
    );
  }
  const path = join(folder, `${crypto.randomUUID()}.v`);
  const source = sourceOf(file, folder);
  const notes: string[] = [];
  const decode = (failOn: 'warning' | 'none') =>
    decoded(file, (input) => unchanged(input.autoOrient(), metadata).toFile(path), { failOn });
  try {
    await decode('warning');
  } catch (error) {
    await decode('none').catch(() => {
      throw error;
    });
    notes.push(`${nameOf(file)} is damaged or cut short; what could be read is shown.`);
  }
  const { pages = 1, space, icc: profile } = metadata;
  if (pages > 1) notes.push(`${nameOf(file)} has ${pages} pictures; the first is shown.`);
  if (!isKept(metadata)) {
    notes.push(`${nameOf(file)} is in ${space}, and was converted to sRGB.`);
    return { raster: readRaster(path, undefined, source), notes };
  }
  const raster = readRaster(path, profile, source);
  if (profile === undefined || isUsable(profile, raster)) return { raster, notes };
  notes.push(`The colour profile of ${nameOf(file)} cannot be used; sRGB is assumed.`);
  return { raster: { ...raster, profile: undefined }, notes };
}

/** Where a photo's file is; its bytes are written where they came without one. */
function sourceOf(file: PictureFile, folder: string): string {
  if (typeof file === 'string') return resolve(file);
  const path = join(folder, `${crypto.randomUUID()}${extname(file.name)}`);
  writeFileSync(path, file.bytes);
  return path;
}

/** Whether a photo's pixels can stay as its file has them. */
function isKept({ space, depth }: Metadata): boolean {
  return KEPT_SPACES.has(space) && (depth === 'uchar' || depth === 'ushort');
}

/** A photo's pixels and metadata as they are, where they can stay. */
function unchanged(image: Sharp, metadata: Metadata): Sharp {
  if (isKept(metadata)) return image.keepMetadata().toColourspace(metadata.space);
  const isDeep = metadata.depth !== 'uchar';
  return image
    .keepExif()
    .keepXmp()
    .toColourspace(isDeep ? 'rgb16' : 'srgb');
}

/** An RGB raster's colours in sRGB at another size, as models take them; on white where it is transparent. */
export async function modelPicture({ path, depth, profile }: Raster, size: Size): Promise<Planes> {
  const data = await sharp(path, { ignoreIcc: true })
    .flatten({ background: '#ffffff' })
    .resize(size.width, size.height, { fit: 'fill' })
    .toColourspace(depth === 16 ? 'rgb16' : 'srgb')
    .raw({ depth: depth === 16 ? 'ushort' : 'uchar' })
    .toBuffer();
  const values = depth === 16 ? new Uint16Array(new Uint8Array(data).buffer) : data;
  return toSrgb(toPlanes({ ...size, data: values }), profile);
}

/** A raster in RGB, as edits need it: itself, or where it is grey a copy in sRGB, at its own depth. */
export async function rgbRaster(raster: Raster, folder: string): Promise<Raster> {
  if (raster.channels >= 3) return raster;
  const path = join(folder, `${crypto.randomUUID()}.v`);
  const image = sharp(raster.path, { ignoreIcc: true })
    .toColourspace(raster.depth === 16 ? 'rgb16' : 'srgb')
    .keepExif()
    .keepXmp();
  await writingInto(folder, () => image.toFile(path));
  const copy = readRaster(path, undefined, raster.source);
  if (raster.profile) mapColours(copy, greysInSrgb(raster.profile, raster.depth));
  return copy;
}

/** Changes the colours of a raster in place by a table, and not its opacity. */
function mapColours(raster: Raster, table: Uint8Array | Uint16Array): void {
  const { height, channels } = raster;
  const count = rowsAtATime(raster);
  const fd = openSync(raster.path, 'r+');
  try {
    for (let top = 0; top < height; top += count) {
      const rows = readRows(fd, raster, top, Math.min(count, height - top));
      for (let at = 0; at < rows.length; at += channels) {
        for (let c = 0; c < 3; c++) rows[at + c] = table[rows[at + c] as number] as number;
      }
      writeRows(fd, raster, top, rows);
    }
  } finally {
    closeSync(fd);
  }
}

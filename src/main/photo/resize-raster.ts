import { join } from 'node:path';
import sharp from 'sharp';
import type { Size } from '../../document/size.ts';
import { writingInto } from '../files/temporary-folder.ts';
import { type Raster, readRaster } from './raster.ts';

/**
 * A raster in another size, its colours as they are; itself where it has that size.
 * @param folder for its pixels; whoever made it removes it
 */
export async function resizedRaster(
  raster: Raster,
  { width, height }: Size,
  folder: string,
): Promise<Raster> {
  if (raster.width === width && raster.height === height) return raster;
  const path = join(folder, `${crypto.randomUUID()}.v`);
  const image = sharp(raster.path, { ignoreIcc: true })
    .resize(width, height, { fit: 'fill' })
    .toColourspace(raster.depth === 16 ? 'rgb16' : 'srgb');
  await writingInto(folder, () => image.toFile(path));
  return readRaster(path, raster.profile, raster.source);
}

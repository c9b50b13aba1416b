import sharp from 'sharp';
import type { Size } from '../../document/size.ts';
import { decoded, PictureError, type PictureFile } from './picture-file.ts';
import { type Pixels, type Planes, toPlanes } from './planes.ts';

/**
 * A photo at its own size: upright, in 8-bit sRGB.
 * @throws PictureError where it cannot be decoded
 */
export async function readPhoto(file: PictureFile): Promise<Pixels> {
  const { data, info } = await decoded(file, (input) =>
    input
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  return { width: info.width, height: info.height, data };
}

/**
 * The size of a picture as it is seen upright, without decoding it.
 * @throws PictureError where it cannot be read
 */
export async function uprightSize(file: PictureFile): Promise<Size> {
  const { autoOrient } = await decoded(file, (input) => input.metadata());
  return { width: autoOrient.width, height: autoOrient.height };
}

/** A photo in another size, as models take it. */
export async function resizePhoto({ width, height, data }: Pixels, to: Size): Promise<Planes> {
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(to.width, to.height, { fit: 'fill' })
    .raw()
    .toBuffer();
  return toPlanes({ ...to, data: bytes });
}

/**
 * A photo as models take it, cut to the size asked for around its middle.
 * @throws PictureError where it cannot be decoded, or is smaller
 */
export async function readPicture(path: string, width: number, height: number): Promise<Planes> {
  const photo = await readPhoto(path);
  if (photo.width < width || photo.height < height) {
    throw new PictureError(
      `${path} is ${photo.width}×${photo.height}, smaller than ${width}×${height}.`,
    );
  }
  const { data, info } = await sharp(photo.data, {
    raw: { width: photo.width, height: photo.height, channels: 3 },
  })
    .resize(width, height, { fit: 'cover' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return toPlanes({ width: info.width, height: info.height, data });
}

import type { Size } from '../../document/size.ts';
import { PictureError } from './picture-file.ts';

/** Aspects that differ by less than this share are the same: sizes are whole numbers. */
const TOLERANCE = 0.01;

/**
 * @param name of the picture that should have the photo's aspect
 * @throws PictureError where it has another
 */
export function checkAspect(name: string, size: Size, photo: Size): void {
  const ratio = (size.width * photo.height) / (size.height * photo.width);
  if (Math.abs(Math.log(ratio)) <= TOLERANCE) return;
  throw new PictureError(
    `${name} is ${size.width}×${size.height}, which is not the aspect of the photo, ` +
      `${photo.width}×${photo.height}. It must show the whole photo.`,
  );
}

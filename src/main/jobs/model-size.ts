import { STEP } from '../engine/models/hourglass.ts';
import { PictureError } from '../photo/picture-file.ts';

/** The longer side that edits are found at, in pixels. */
const LONGER = 256;

/** The shorter side that the model needs. */
const SHORTEST = 64;

/**
 * The size that a photo is edited at: 256 pixels on its longer side, in the model's steps.
 * @throws PictureError where the photo is too small, or too narrow for the model to see both sides
 */
export function modelSize({ width, height }: { width: number; height: number }): {
  width: number;
  height: number;
} {
  const [longer, shorter] = [Math.max(width, height), Math.min(width, height)];
  if (shorter < SHORTEST) {
    throw new PictureError(
      `the photo is ${width}×${height}; both sides must have ${SHORTEST} pixels or more. Choose a larger one.`,
    );
  }
  const scale = Math.min(1, LONGER / longer);
  const side = (length: number) => STEP * Math.max(1, Math.round((length * scale) / STEP));
  const size = { width: side(width), height: side(height) };
  if (Math.min(size.width, size.height) >= SHORTEST) return size;
  throw new PictureError(
    `the photo is ${width}×${height}, longer than 4 times its width. Crop it to less first.`,
  );
}

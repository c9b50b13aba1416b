import type { Size } from '../../document/size.ts';
import { STEP } from '../engine/models/hourglass.ts';
import { PictureError } from '../photo/picture-file.ts';
import { ModelError } from './model-error.ts';

/** A picture's size does not suit the model. */
export class ModelSizeError extends ModelError {
  override readonly name = 'ModelSizeError';
}

/** Sizes that a model works at, in pixels. */
export interface ModelSizes {
  /** The longer side that edits are found at. */
  readonly longer: number;
  /** The shorter side that the model needs. */
  readonly shortest: number;
  /** Sides are multiples of this. */
  readonly step: number;
}

/** Those of the embedded model. */
export const EMBEDDED_SIZES: ModelSizes = { longer: 256, shortest: 64, step: STEP };

/**
 * The size that a photo is edited at: so many pixels on its longer side, in the model's steps.
 * @param sizes of the model
 * @param most pixels of the longer side; the model's own unless given
 * @throws PictureError where the photo is too small, or too narrow for the model to see both sides
 * @throws ModelSizeError where more pixels would do
 */
export function modelSize(
  { width, height }: Size,
  { longer: own, shortest, step }: ModelSizes = EMBEDDED_SIZES,
  most = own,
): Size {
  const [longer, shorter] = [Math.max(width, height), Math.min(width, height)];
  if (shorter < shortest) {
    throw new PictureError(
      `the photo is ${width}×${height}; both sides must have ${shortest} pixels or more. Choose a larger one.`,
    );
  }
  const scale = Math.min(1, most / longer);
  const side = (length: number) => step * Math.max(1, Math.round((length * scale) / step));
  const size = { width: side(width), height: side(height) };
  if (Math.min(size.width, size.height) >= shortest) return size;
  // Rounding gives the shorter side up to half a step.
  const least = Math.ceil(((shortest - step / 2) * longer) / shorter);
  if (most < least && least <= own) {
    throw new ModelSizeError(
      `a size of ${most} pixels is too small for a photo of ${width}×${height}: the model needs ${shortest} on the shorter side. Choose ${least} or more.`,
    );
  }
  throw new PictureError(
    `the photo is ${width}×${height}, longer than ${most / shortest} times its width. Crop it to less first.`,
  );
}

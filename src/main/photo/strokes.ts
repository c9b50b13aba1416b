import sharp from 'sharp';
import type { Size } from '../../document/size.ts';
import type { Mask } from './area.ts';
import { checkAspect } from './aspect.ts';
import { decoded, nameOf, PictureError, type PictureFile } from './picture-file.ts';
import type { Planes } from './planes.ts';

/** Painted strokes over a photo: colours, and how opaque they are. */
export interface Strokes {
  readonly width: number;
  readonly height: number;
  /** RGBA, interleaved. */
  readonly data: Uint8Array;
}

/** Where strokes are, however thin. */
export function maskOf({ width, height, data }: Strokes): Mask {
  const values = new Uint8Array(width * height);
  for (let i = 0; i < values.length; i++) if (data[4 * i + 3]) values[i] = 1;
  return { width, height, values };
}

/** Longer side that strokes are kept at: what is painted by hand is not finer. */
const LONGEST = 4096;

/**
 * Reads strokes, an RGBA picture of the photo's aspect with painted pixels opaque.
 * @throws PictureError where it has no transparency, nothing painted, or another aspect
 */
export async function readStrokes(file: PictureFile, photo: Size): Promise<Strokes> {
  const { hasAlpha } = await decoded(file, (input) => input.metadata());
  if (!hasAlpha) {
    throw new PictureError(
      `${nameOf(file)} has no transparency. Paint on a transparent layer, and save that alone as PNG.`,
    );
  }
  const { data, info } = await decoded(file, (input) =>
    input
      .resize(LONGEST, LONGEST, { fit: 'inside', withoutEnlargement: true, kernel: 'linear' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  const { width, height } = info;
  checkAspect(nameOf(file), info, photo);
  if (!data.some((value, i) => i % 4 === 3 && value > 0)) {
    throw new PictureError(
      `${nameOf(file)} has nothing painted on it: every pixel is transparent.`,
    );
  }
  return { width, height, data };
}

/**
 * Strokes over a photo, and where they are, in the photo's size.
 * @throws PictureError where nothing of them is left at that size
 */
export async function paintOver(
  photo: Planes,
  { width, height, data }: Strokes,
): Promise<{ painted: Planes; opacity: Float32Array<ArrayBuffer> }> {
  const bytes = await sharp(data, { raw: { width, height, channels: 4 } })
    .resize(photo.width, photo.height, { fit: 'fill' })
    .raw()
    .toBuffer();
  const plane = photo.width * photo.height;
  const opacity = Float32Array.from({ length: plane }, (_, i) => (bytes[4 * i + 3] ?? 0) / 255);
  if (opacity.every((value) => value === 0)) {
    throw new PictureError(
      `the strokes are too small to be seen at ${photo.width}×${photo.height}, the size that edits ` +
        'are found at. Paint broader ones.',
    );
  }
  const painted = photo.data.map((value, at) => {
    const i = at % plane;
    const stroke = (bytes[4 * i + Math.floor(at / plane)] ?? 0) / 127.5 - 1;
    return value + (opacity[i] as number) * (stroke - value);
  });
  return { painted: { ...photo, data: painted }, opacity };
}

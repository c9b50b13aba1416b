import sharp from 'sharp';
import { decoded, PictureError } from './photo-file.ts';
import type { Pixels, Planes } from './planes.ts';

/** Painted strokes over a photo: colours, and how opaque they are. */
export interface Strokes {
  readonly width: number;
  readonly height: number;
  /** RGBA, interleaved. */
  readonly data: Uint8Array;
}

/** Aspects that differ by less than this are the same: sizes are whole numbers. */
const ASPECT_TOLERANCE = 0.01;

/**
 * Reads strokes, an RGBA picture of the photo's aspect with painted pixels opaque.
 * @throws PictureError where it has no transparency, nothing painted, or another aspect
 */
export async function readStrokes(path: string, photo: Pixels): Promise<Strokes> {
  const { data, info } = await decoded(path, async () => {
    const { hasAlpha } = await sharp(path).metadata();
    if (!hasAlpha) {
      throw new Error('it has no transparency; paint on a transparent layer and save it as PNG');
    }
    return sharp(path)
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
  });
  const { width, height } = info;
  if (Math.abs(Math.log((width / height) * (photo.height / photo.width))) > ASPECT_TOLERANCE) {
    throw new PictureError(
      `${path} is ${width}×${height}, which is not the aspect of the photo, ` +
        `${photo.width}×${photo.height}. Paint on the whole photo.`,
    );
  }
  if (!data.some((value, i) => i % 4 === 3 && value > 0)) {
    throw new PictureError(`${path} has nothing painted on it: every pixel is transparent.`);
  }
  return { width, height, data };
}

/** Strokes over a photo, and where they are, in the photo's size. */
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
  const painted = photo.data.map((value, at) => {
    const i = at % plane;
    const stroke = (bytes[4 * i + Math.floor(at / plane)] ?? 0) / 127.5 - 1;
    return value + (opacity[i] as number) * (stroke - value);
  });
  return { painted: { ...photo, data: painted }, opacity };
}

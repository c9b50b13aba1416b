import { encodePng } from '../photo/encode-png.ts';
import { type Planes, toPixels } from '../photo/planes.ts';
import type { NewPreview } from '../store/previews.ts';

/** Longer side of a preview in pixels: pictures of larger models are shown smaller. */
const LONGEST = 512;

/** Longer side in pixels of the picture that a project is listed with, on a screen with two of them in each point. */
export const LISTED = 160;

/** A small picture as a project keeps it. @param longest how long its longer side may be, in pixels */
export async function encodePreview(
  picture: Planes,
  longest = LONGEST,
): Promise<Omit<NewPreview, 'of' | 'id'>> {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const size = { width: side(picture.width), height: side(picture.height) };
  return { media: 'image/png', ...size, bytes: await encodePng(toPixels(picture), size) };
}

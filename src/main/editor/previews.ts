import { encodePng } from '../photo/encode-png.ts';
import { type Planes, toPixels } from '../photo/planes.ts';
import type { NewPreview } from '../store/previews.ts';

/** Longer side of a preview in pixels: pictures of larger models are shown smaller. */
const LONGEST = 512;

/** A small picture as a project keeps it. */
export async function encodePreview(picture: Planes): Promise<Omit<NewPreview, 'of' | 'id'>> {
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const size = { width: side(picture.width), height: side(picture.height) };
  return { media: 'image/png', ...size, bytes: await encodePng(toPixels(picture), size) };
}

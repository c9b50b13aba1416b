import { encodePng } from '../photo/encode-png.ts';
import { type Planes, toPixels } from '../photo/planes.ts';
import type { NewPreview } from '../store/previews.ts';

/** A small picture as a project keeps it. */
export async function encodePreview(picture: Planes): Promise<Omit<NewPreview, 'of' | 'id'>> {
  const { width, height } = picture;
  return { media: 'image/png', width, height, bytes: await encodePng(toPixels(picture)) };
}

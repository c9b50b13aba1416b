import sharp from 'sharp';
import type { Size } from '../../document/size.ts';

/**
 * A picture in memory as a PNG.
 * @param picture 8 bits, interleaved: RGB, or RGBA
 * @param size that the PNG has; the picture's own unless given
 */
export function encodePng(
  { width, height, data }: Size & { readonly data: Uint8Array },
  size: Size = { width, height },
): Promise<Buffer> {
  const channels = data.length === 4 * width * height ? 4 : 3;
  const image = sharp(data, { raw: { width, height, channels } });
  return image.resize(size.width, size.height, { fit: 'fill' }).png().toBuffer();
}

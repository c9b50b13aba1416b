import sharp from 'sharp';

/**
 * A photo as models take it: upright, in sRGB, `[3, height, width]` in [−1, 1], cut to the shape
 * asked for around its middle.
 */
export async function readPicture(
  path: string,
  width: number,
  height: number,
): Promise<Float32Array<ArrayBuffer>> {
  const bytes = await sharp(path)
    .autoOrient()
    .resize(width, height, { fit: 'cover' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  const plane = width * height;
  const values = new Float32Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) values[c * plane + i] = (bytes[3 * i + c] ?? 0) / 127.5 - 1;
  }
  return values;
}

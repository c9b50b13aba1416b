import sharp from 'sharp';

/**
 * A picture in memory as a PNG.
 * @param picture 8 bits, interleaved: RGB, or RGBA
 */
export function encodePng({
  width,
  height,
  data,
}: {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}): Promise<Buffer> {
  const channels = data.length === 4 * width * height ? 4 : 3;
  return sharp(data, { raw: { width, height, channels } }).png().toBuffer();
}

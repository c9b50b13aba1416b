/** A picture channel by channel, `[3, height, width]`, in sRGB with values in [−1, 1]. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** A photo as its file has it: 8-bit sRGB, interleaved, upright. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Interleaved numbers of 8 or 16 bits channel by channel, in [−1, 1]. */
export function toPlanes({
  width,
  height,
  data,
}: Omit<Pixels, 'data'> & { readonly data: Uint8Array | Uint16Array }): Planes {
  const plane = width * height;
  const half = data instanceof Uint8Array ? 127.5 : 32767.5;
  const values = new Float32Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) values[c * plane + i] = (data[3 * i + c] ?? 0) / half - 1;
  }
  return { width, height, data: values };
}

/** Values in [−1, 1] as bytes; what is beyond is clipped. */
export function toPixels({ width, height, data }: Planes): Pixels {
  const plane = width * height;
  const bytes = new Uint8ClampedArray(3 * plane);
  for (let i = 0; i < plane; i++) {
    // Rounded as it is stored.
    for (let c = 0; c < 3; c++) bytes[3 * i + c] = 127.5 * ((data[c * plane + i] as number) + 1);
  }
  return { width, height, data: new Uint8Array(bytes.buffer) };
}

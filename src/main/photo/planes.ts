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

/** A picture to be denoised: channel by channel, `[3, height, width]`, clean values in [−1, 1]. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * A classical denoiser.
 * @param deviation standard deviation of the white noise in it, in the unit of the values
 */
export type Denoiser = (noisy: Planes, deviation: number) => Float32Array;

import type { Planes } from '../../src/main/photo/planes.ts';

/**
 * A classical denoiser of a picture whose clean values are in [−1, 1].
 * @param deviation standard deviation of the white noise in it, in the unit of the values
 */
export type Denoiser = (noisy: Planes, deviation: number) => Float32Array;

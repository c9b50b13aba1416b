import { gaussianBlur } from './gaussian-blur.ts';
import type { Planes } from './planes.ts';
import { slidingDct } from './sliding-dct.ts';

/** What a photo suffers from. */
export interface Flaws {
  /** Standard deviation of its white noise, its values being in [−1, 1]. */
  readonly noise: number;
  /** Deviation of the Gaussian that it is blurred by, in pixels. */
  readonly blur: number;
}

/** Less noise than half an 8-bit step is what rounding leaves. */
const LEAST_NOISE = 0.004;

/** A photo that seems blurred by less than this, in pixels, may just have little that is fine. */
const LEAST_BLUR = 0.4;

/** Most steps of deblurring: local contrast of fine detail grows by a factor of one more. */
const MOST_STEPS = 4;

/**
 * Steps of deblurring. Photos that were made larger measure blurs of up to 1.1 pixels and hold nothing
 * that more than one step could bring back; what is blurred by more is out of focus.
 */
function stepsFor(blur: number): number {
  if (blur < LEAST_BLUR) return 0;
  return Math.min(MOST_STEPS, Math.max(1, Math.round(blur ** 4)));
}

/**
 * A better version of a picture without any model: noise is taken away by thresholds in a cosine
 * transform, then blur by van Cittert's iteration (1931), `x ← x + (y − blurred x)`, which raises the local
 * contrast of fine detail.
 */
export function lightEnhance(picture: Planes, { noise, blur }: Flaws): Planes {
  const denoised =
    noise >= LEAST_NOISE ? { ...picture, data: slidingDct(picture, noise) } : picture;
  let sharper = denoised;
  for (let step = 0; step < stepsFor(blur); step++) {
    const blurred = gaussianBlur(sharper, blur);
    const data = sharper.data.map(
      (value, i) => value + (denoised.data[i] as number) - (blurred.data[i] as number),
    );
    sharper = { ...sharper, data };
  }
  return sharper;
}

import type { Random } from '../src/main/engine/sampling/random.ts';
import { gaussianBlur } from '../src/main/photo/gaussian-blur.ts';
import { resizePhoto } from '../src/main/photo/photo-file.ts';
import { type Planes, toPixels, toPlanes } from '../src/main/photo/planes.ts';
import { enlarge } from './enlarge.ts';

/** Spoils a photo as cameras and files do; the result is of 8 bits and of the same size. */
export type Degradation = (photo: Planes, random: Random) => Promise<Planes>;

/** Noise that a good camera has in good light, in steps of 255. */
const LEAST_NOISE = 2;

/** Ways that photos are spoiled in, by kind. */
export const degradations: Readonly<Record<string, Degradation>> = {
  /** White noise of 10 to 30 steps of 255. */
  noise: async (photo, random) => inBytes(noisy(photo, random.between(10, 30), random)),
  /** Out of focus by 0.8 to 2 pixels. */
  blur: async (photo, random) => {
    const soft = gaussianBlur(photo, random.between(0.8, 2));
    return inBytes(noisy(soft, LEAST_NOISE, random));
  },
  /** Made smaller by 1.5 to 2.5, and large again. */
  downscaled: async (photo, random) => {
    const scale = random.between(1.5, 2.5);
    const [width, height] = [photo.width, photo.height].map((side) => Math.round(side / scale)) as [
      number,
      number,
    ];
    return inBytes(enlarge(await resizePhoto(toPixels(photo), { width, height }), photo));
  },
};

function noisy(photo: Planes, steps: number, random: Random): Planes {
  const noise = random.normals(photo.data.length, steps / 127.5);
  return { ...photo, data: photo.data.map((value, i) => value + (noise[i] as number)) };
}

function inBytes(picture: Planes): Planes {
  return toPlanes(toPixels(picture));
}

import { Random } from '../sampling/random.ts';
import { type Relighting, randomRelighting, relit } from './relight.ts';

/** An 8-bit sRGB picture, interleaved. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A photo at several sizes, the largest first. */
export type PhotoPyramid = readonly Picture[];

/** Keeps the random numbers of crops apart from those of a training's other parts. */
const CROPS = 3;

/** No photo is large enough to cut a picture of the wanted size from. */
export class TooSmallError extends Error {
  override readonly name = 'TooSmallError';
}

/** Cuts training pictures out of photos, at random and for all time the same by step and index. */
export class Crops {
  private readonly photos: readonly PhotoPyramid[];
  private readonly seed: number;

  constructor(photos: readonly PhotoPyramid[], seed: number) {
    this.photos = photos;
    this.seed = seed;
  }

  /** Whether any photo is large enough for pictures of a size. */
  has(size: number): boolean {
    return this.photos.some((photo) => isLargeEnough(photo[0], size));
  }

  /**
   * The photos that are large enough for pictures of a size.
   * @throws TooSmallError where none is
   */
  require(size: number): readonly PhotoPyramid[] {
    const large = this.photos.filter((photo) => isLargeEnough(photo[0], size));
    if (large.length > 0) return large;
    throw new TooSmallError(`no photo has both sides of ${size} pixels or more. Add larger ones.`);
  }

  /**
   * A batch of square pictures, `[count, 3, size, size]` in [−1, 1].
   * @param relitShare of the pictures, in [0, 1], that are seen under another light
   * @throws TooSmallError where no photo has both sides of that size
   */
  batch(step: number, count: number, size: number, relitShare: number): Float32Array<ArrayBuffer> {
    const large = this.require(size);
    const values = new Float32Array(count * 3 * size * size);
    for (let i = 0; i < count; i++) {
      const random = new Random(this.seed, step, CROPS, i);
      const photo = large[random.below(large.length)] as PhotoPyramid;
      const levels = photo.filter((level) => isLargeEnough(level, size));
      const picture = levels[random.below(levels.length)] as Picture;
      const left = random.below(picture.width - size + 1);
      const top = random.below(picture.height - size + 1);
      const light = random.uniform() < relitShare ? randomRelighting(random) : undefined;
      const square = { left, top, size, flipped: random.uniform() < 0.5 };
      cut(picture, square, light, values.subarray(i * 3 * size * size, (i + 1) * 3 * size * size));
    }
    return values;
  }
}

function isLargeEnough(picture: Picture | undefined, size: number): boolean {
  return picture !== undefined && Math.min(picture.width, picture.height) >= size;
}

interface Square {
  readonly left: number;
  readonly top: number;
  readonly size: number;
  /** Left and right exchanged. Never upside down: light comes from above. */
  readonly flipped: boolean;
}

/** Writes a square of a picture, channel by channel, in [−1, 1]. */
export function cut(
  { width, data }: Picture,
  { left, top, size, flipped }: Square,
  light: Relighting | undefined,
  into: Float32Array,
): void {
  const plane = size * size;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const source = 3 * ((top + y) * width + left + (flipped ? size - 1 - x : x));
      const local = light ? 2 ** light.field(x / size, y / size) : 1;
      for (let c = 0; c < 3; c++) {
        const value = data[source + c] ?? 0;
        into[c * plane + y * size + x] = light
          ? relit(value, local * (light.gains[c] ?? 1))
          : value / 127.5 - 1;
      }
    }
  }
}

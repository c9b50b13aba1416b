import type { Random } from '../../src/main/engine/sampling/random.ts';
import { boxMean } from '../../src/main/photo/box-mean.ts';
import type { Planes } from '../../src/main/photo/planes.ts';
import { psnr } from '../../src/main/photo/quality.ts';
import { roughStrokes } from './rough-strokes.ts';
import type { StrokeTask } from './stroke-task.ts';

/** A change of linear light `[r, g, b]` at a pixel, with both coordinates in [0, 1]. */
type Change = (light: Rgb, x: number, y: number, pixel: number) => Rgb;
type Rgb = readonly [number, number, number];

const kinds: Readonly<Record<string, (photo: Planes, random: Random) => Change>> = {
  /** A pool of warm or cool light, of one to two stops. */
  light(_photo, random) {
    const pool = randomPool(random);
    const stops = random.between(1, 2);
    const warmth = random.between(-0.4, 0.6);
    return ([r, g, b], x, y) => {
      const share = pool(x, y);
      const gain = (more: number) => 2 ** (share * (stops + more));
      return [r * gain(warmth), g * gain(0), b * gain(-warmth)];
    };
  },
  /** A soft shadow of one to two stops, a little cooler than the light. */
  shadow(_photo, random) {
    const pool = randomPool(random);
    const stops = random.between(1, 2);
    return ([r, g, b], x, y) => {
      const share = pool(x, y);
      const gain = (more: number) => 2 ** (share * (more - stops));
      return [r * gain(-0.15), g * gain(0), b * gain(0.15)];
    };
  },
  /** Another hue for what has the colour of one place, its light and shade unchanged. */
  recolour(photo, random) {
    const share = sameColour(photo, random);
    const dye: Rgb = [random.between(0.1, 1), random.between(0.1, 1), random.between(0.1, 1)];
    const scale = 1 / luminance(dye);
    return (light, _x, _y, pixel) => {
      const amount = share[pixel] as number;
      const y = luminance(light);
      const mix = (value: number, part: number) => value + amount * (y * part * scale - value);
      return [mix(light[0], dye[0]), mix(light[1], dye[1]), mix(light[2], dye[2])];
    };
  },
};

export const relightingKinds: readonly string[] = Object.keys(kinds);

/** Changes that are drawn for a task; the strongest is taken, since some change next to nothing. */
const DRAWS = 4;

/** A photo under another light or with another colour, and rough strokes that ask for it. */
export function relightingTask(kind: string, photo: Planes, random: Random): StrokeTask {
  const draw = kinds[kind] as (typeof kinds)[string];
  const truths = Array.from({ length: DRAWS }, () => changed(photo, draw(photo, random)));
  const truth = truths.reduce((a, b) =>
    psnr(b.data, photo.data) < psnr(a.data, photo.data) ? b : a,
  );
  return { kind, photo, truth, ...roughStrokes(photo, truth) };
}

function changed(photo: Planes, change: Change): Planes {
  const { width, height, data } = photo;
  const plane = width * height;
  const result = new Float32Array(data.length);
  const light = (i: number, c: number) => toLinear(data[c * plane + i] as number);
  for (let i = 0; i < plane; i++) {
    const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
    const after = change([light(i, 0), light(i, 1), light(i, 2)], x, y, i);
    for (const [c, value] of after.entries()) result[c * plane + i] = fromLinear(value);
  }
  return { width, height, data: result };
}

/** An ellipse with soft edges, 1 in its middle. */
function randomPool(random: Random): (x: number, y: number) => number {
  const [cx, cy] = [random.between(0.25, 0.75), random.between(0.25, 0.75)];
  const [a, b] = [random.between(0.12, 0.3), random.between(0.12, 0.3)];
  return (x, y) => Math.exp(-(((x - cx) / a) ** 2 + ((y - cy) / b) ** 2) / 2);
}

/** How much of the colour of a random place every pixel near it has, in [0, 1]. */
function sameColour(photo: Planes, random: Random): Float32Array {
  const { width, height, data } = photo;
  const plane = width * height;
  const means = [0, 1, 2].map((c) =>
    boxMean(data.subarray(c * plane, (c + 1) * plane), width, height, 2),
  );
  const pool = randomPool(random);
  const share = Float32Array.from({ length: plane }, (_, i) =>
    pool((i % width) / width, Math.floor(i / width) / height),
  );
  const seed = share.reduce((best, value, i) => (value > (share[best] as number) ? i : best), 0);
  return share.map((near, i) => {
    const apart = means.reduce(
      (sum, mean) => sum + ((mean[i] as number) - (mean[seed] as number)) ** 2,
      0,
    );
    return Math.min(1, 1.5 * near) * Math.exp(-apart / (2 * 0.35 ** 2));
  });
}

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function toLinear(value: number): number {
  const v = (value + 1) / 2;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

function fromLinear(light: number): number {
  const clipped = Math.min(1, light);
  const v = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return 2 * v - 1;
}

import type { Random } from '../sampling/random.ts';

/** Multiplies linear light: one gain for every channel, and a soft field over the picture. */
export interface Relighting {
  readonly gains: readonly [red: number, green: number, blue: number];
  /** Light at a place, with both coordinates in [0, 1] over the picture, in stops. */
  readonly field: (x: number, y: number) => number;
}

/** Entries of the table from linear light back to sRGB; fine enough for 8 bits in the shadows. */
const STEPS = 4096;

const toLinear = Float32Array.from({ length: 256 }, (_, value) => {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

/** In [−1, 1], as models take pixels. */
const fromLinear = Float32Array.from({ length: STEPS + 1 }, (_, index) => {
  const light = index / STEPS;
  const v = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return 2 * v - 1;
});

/** An 8-bit sRGB value under another light, in [−1, 1]. What becomes too bright is clipped. */
export function relit(value: number, gain: number): number {
  const light = Math.min(1, (toLinear[value] ?? 0) * gain);
  return fromLinear[Math.round(light * STEPS)] ?? 1;
}

/**
 * A light that a photo could have been taken in: another exposure (up to a stop), another white
 * balance, and a gradient, a pool of light or the soft edge of a shadow. It teaches a model that
 * light and colour vary apart from content.
 */
export function randomRelighting(random: Random): Relighting {
  const exposure = 2 ** random.between(-1, 0.6);
  const warmth = random.between(-0.35, 0.35);
  const tint = random.between(-0.12, 0.12);
  return {
    gains: [
      exposure * 2 ** (warmth - tint),
      exposure * 2 ** tint,
      exposure * 2 ** (-warmth - tint),
    ],
    field: randomField(random),
  };
}

function randomField(random: Random): Relighting['field'] {
  const strength = random.between(-1.5, 1.5);
  const angle = random.between(0, 2 * Math.PI);
  const [cx, cy] = [random.uniform(), random.uniform()];
  const along = (x: number, y: number) => (x - cx) * Math.cos(angle) + (y - cy) * Math.sin(angle);
  const width = random.between(0.05, 0.5);
  switch (random.below(4)) {
    case 0:
      return () => 0;
    case 1:
      return (x, y) => strength * along(x, y);
    case 2:
      return (x, y) => strength * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * width * width));
    default:
      return (x, y) => strength / (1 + Math.exp(-along(x, y) / (0.3 * width)));
  }
}

import engine, { type Profile } from 'jscolorengine';
import { PictureError } from './picture-file.ts';
import type { Planes } from './planes.ts';
import type { Raster } from './raster.ts';

/**
 * A small picture's colours from sRGB to a profile's encoding.
 * @param profile ICC profile of RGB; sRGB, which changes nothing, unless given
 * @throws PictureError where the profile cannot be used
 */
export function fromSrgb(picture: Planes, profile?: Uint8Array): Planes {
  return isSrgb(profile) ? picture : converted(picture, '*srgb', opened(profile));
}

/**
 * A small picture's colours from a profile's encoding to sRGB; what sRGB does not hold is clipped.
 * @throws PictureError where the profile cannot be used
 */
export function toSrgb(picture: Planes, profile?: Uint8Array): Planes {
  return isSrgb(profile) ? picture : converted(picture, opened(profile), '*srgb');
}

/** Levels of each channel that a profile is tried with. */
const TRIED = [-1, -0.5, 0, 0.5, 1];

/** What a profile's colours may be off sRGB's by: a quarter of a step of 255. */
const SAME = 0.25 / 127.5;

/**
 * Whether a profile says what is so without one: most cameras and editors write sRGB's own, and its colours need
 * not be converted.
 */
function isSrgb(profile: Uint8Array | undefined): profile is undefined {
  if (profile === undefined) return true;
  const colours = TRIED.flatMap((r) => TRIED.flatMap((g) => TRIED.map((b) => [r, g, b])));
  const plane = colours.length;
  const data = Float32Array.from({ length: 3 * plane }, (_, i) => {
    return colours[i % plane]?.[Math.floor(i / plane)] as number;
  });
  const tried = { width: plane, height: 1, data };
  const { data: shown } = converted(tried, opened(profile), '*srgb');
  return data.every((value, i) => Math.abs(value - (shown[i] as number)) <= SAME);
}

/**
 * What each grey of a photo is in sRGB.
 * @param profile ICC profile of grey
 * @returns a table of as many greys as the depth has
 * @throws PictureError where the profile cannot be used
 */
export function greysInSrgb(profile: Uint8Array, depth: 8 | 16): Uint8Array | Uint16Array {
  const table = depth === 8 ? new Uint8Array(2 ** 8) : new Uint16Array(2 ** 16);
  const whole = table.length - 1;
  const transform = new engine.Transform({ dataFormat: 'device', buildLut: false });
  transform.create(opened(profile), '*srgb', engine.eIntent.relative);
  const colours = transform.array(
    Float64Array.from(table, (_, i) => i / whole),
    false,
    false,
  );
  // Red, green and blue are the same.
  for (let i = 0; i <= whole; i++) table[i] = Math.round(whole * (colours[3 * i] as number));
  return table;
}

/** How different two colours of sRGB in [−1, 1] look: CIEDE2000. */
export function colourDifference(): (one: Colour, other: Colour) => number {
  const transform = new engine.Transform({ dataFormat: 'device', buildLut: false });
  transform.create('*srgb', '*lab', engine.eIntent.relative);
  const labOf = (colour: Colour) => {
    const device = Float64Array.from(colour, (value) => Math.max(0, Math.min(1, (value + 1) / 2)));
    const [L = 0, a = 0, b = 0] = transform.array(device, false, false);
    // As profiles encode Lab.
    return { L: 100 * L, a: 255 * a - 128, b: 255 * b - 128 };
  };
  return (one, other) => engine.convert.deltaE2000(labOf(one), labOf(other));
}

type Colour = readonly [number, number, number];

/** Whether a profile is one for the colours of a photo, and whole. */
export function isUsable(profile: Uint8Array, { channels }: Raster): boolean {
  const { loaded, colorSpace } = read(profile);
  if (!loaded || colorSpace !== (channels < 3 ? 'GRAY' : 'RGB')) return false;
  const black = { width: 1, height: 1, data: new Float32Array(3).fill(-1) };
  try {
    if (channels < 3) greysInSrgb(profile, 8);
    else fromSrgb(toSrgb(black, profile), profile);
    return true;
  } catch {
    // The engine says in many ways that a table is missing or damaged.
    return false;
  }
}

function opened(bytes: Uint8Array): Profile {
  const profile = read(bytes);
  if (profile.loaded) return profile;
  throw new PictureError(
    'the colour profile of the photo is damaged. Assign it another one first.',
  );
}

function read(bytes: Uint8Array): Profile {
  const profile = new engine.Profile();
  profile.loadBinary(bytes);
  return profile;
}

function converted(
  { width, height, data }: Planes,
  from: Profile | '*srgb',
  to: Profile | '*srgb',
): Planes {
  const transform = new engine.Transform({ dataFormat: 'device', buildLut: false });
  transform.create(from, to, engine.eIntent.relative);
  const plane = width * height;
  const values = new Float64Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) {
      values[3 * i + c] = Math.max(0, Math.min(1, ((data[c * plane + i] as number) + 1) / 2));
    }
  }
  const mapped = transform.array(values, false, false);
  const result = new Float32Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) result[c * plane + i] = 2 * (mapped[3 * i + c] as number) - 1;
  }
  return { width, height, data: result };
}

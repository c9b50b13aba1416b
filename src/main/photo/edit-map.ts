import { type Area, areaShares, type StrokesArea } from './area.ts';
import { fromSrgb } from './device-colour.ts';
import { lockDrift } from './drift-lock.ts';
import { type AffineField, fitLocalAffine } from './local-affine.ts';
import type { Planes } from './planes.ts';
import { strokeWidth } from './stroke-width.ts';

/** Where and how an edit is carried to a photo. */
export interface TransferOptions {
  /** Where the photo may change: near the strokes, or everywhere. */
  readonly area: 'strokes' | 'photo';
  /** Width of the area's soft edge outside the strokes, as a share of the photo's longer side. */
  readonly feather: number;
  /**
   * Radius of the windows that colours are mapped in, as a share of the longer side. In wide ones light
   * and colour carry on, and a stroke's own shape and flatness do not; narrow ones keep to what was found.
   * Strokes that are thin for them, such as those of make-up, are mapped in windows of their own scale.
   */
  readonly softness: number;
  /** Whether low-frequency colour away from the strokes is held to the photo's. */
  readonly lockDrift: boolean;
}

/** Where and how edits are carried over unless told. */
export const TRANSFER_DEFAULTS: TransferOptions = {
  area: 'strokes',
  feather: 0.2,
  // On 24 tasks of `bench stroke`, less than half of it is about 1 dB worse; 0.1 to 0.14 hardly differ.
  softness: 0.12,
  lockDrift: true,
};

/**
 * Windows have at most so many times the strokes' width as their radius: in wider ones there is more of other things than of
 * the strokes, and what little is left of their colours grows with the gain into colours that nobody painted. The dabs of
 * `bench stroke` are just not narrowed by it.
 */
const WIDTHS_A_WINDOW = 2;

/**
 * An edit as a map of colours for every place of a photo, and how much of it each takes. It suits the
 * photo at any size, and is plain data: a window shows by it what an export writes.
 */
export interface EditMap {
  /** Maps of colours in the photo's own encoding. */
  readonly field: AffineField;
  readonly area: Area;
  /** How far colours go: 0 leaves the photo, 1 is the map, and beyond that it goes on. */
  readonly gain: number;
}

/** An edit that was found in a small size. */
export interface SmallEdit {
  /** What it starts from, as the model draws the photo. */
  readonly before: Planes;
  /** What it leads to, of the same size. */
  readonly after: Planes;
  readonly gain: number;
}

/**
 * Makes the map of an edit that was found in a small size.
 * @param near the strokes with the soft edge of the same options
 * @param profile of the photo: colours are mapped as its file encodes them, so that none has to be
 *   converted, and none is clipped that the edit does not touch
 */
export function editMap(
  near: StrokesArea,
  { before, after, gain }: SmallEdit,
  { area: where, softness, lockDrift: isLocked }: TransferOptions,
  profile?: Uint8Array,
): EditMap {
  const { width, height } = before;
  const held = isLocked ? lockDrift(before, after, areaShares(near, before)) : after;
  const share = Math.min(softness, WIDTHS_A_WINDOW * strokeWidth(near.painted));
  const radius = Math.max(1, Math.round(share * Math.max(width, height)));
  const [from, to] = [fromSrgb(before, profile), fromSrgb(held, profile)];
  const field = fitLocalAffine(from, to, radius);
  return { field, area: where === 'strokes' ? near : { kind: 'photo' }, gain };
}

import { closeSync, openSync } from 'node:fs';
import { replaceFile } from '../files/replace-file.ts';
import { type Area, areaRow, areaShares } from './area.ts';
import { colourDifference } from './device-colour.ts';
import { modelPicture } from './open-photo.ts';
import type { Planes } from './planes.ts';
import { type Raster, readRows, rowsAtATime } from './raster.ts';

/** What an edit did to a photo, pixel by pixel. */
export interface Fidelity {
  /** Share of the pixels that are no longer what they were. */
  readonly changed: number;
  /** The most that a channel differs by outside the area, in steps of the photo's depth: 0. */
  readonly maxOutside: number;
  /** Mean difference of colours away from the strokes, CIEDE2000, at 256 pixels: what has drifted. */
  readonly deltaE: number;
}

/** Longer side that drift is measured at. */
const DRIFT_SIDE = 256;

/**
 * Compares a photo with what an edit made of it.
 * @param area where it might change
 * @param near the strokes with their soft edge, whatever the area is
 */
export async function fidelity(
  before: Raster,
  after: Raster,
  area: Area,
  near: Area,
): Promise<Fidelity> {
  const scale = Math.min(1, DRIFT_SIDE / Math.max(before.width, before.height));
  const size = {
    width: Math.max(1, Math.round(before.width * scale)),
    height: Math.max(1, Math.round(before.height * scale)),
  };
  const pictures = [await modelPicture(before, size), await modelPicture(after, size)] as const;
  return { ...pixelsOf(before, after, area), deltaE: driftOf(...pictures, areaShares(near, size)) };
}

/** Where the report on a file goes. */
export function fidelityFile(path: string): string {
  return `${path}.fidelity.json`;
}

/** What was done to a photo, for whoever wants to know. */
export interface FidelityReport {
  /** Name of the photo's file. */
  readonly photo: string;
  /** Of the pixels before they are encoded: JPEG, AVIF and WebP change all of them a little. */
  readonly measured: Fidelity;
  readonly settings: object;
  /** What the edit was found with, where it was found for this file. */
  readonly model?: { readonly id: string; readonly sha256: string };
}

/** Writes a report beside the file that it is on. */
export function writeFidelity(path: string, { photo, measured, ...rest }: FidelityReport): void {
  const report = { photo, ...measured, ...rest };
  replaceFile(fidelityFile(path), `${JSON.stringify(report, null, 2)}\n`);
}

function pixelsOf(before: Raster, after: Raster, area: Area) {
  const { width, height, channels } = before;
  const count = rowsAtATime(before);
  const shares = new Float32Array(width);
  let [changed, maxOutside] = [0, 0];
  const files = [before, after].map(({ path }) => openSync(path, 'r')) as [number, number];
  try {
    for (let top = 0; top < height; top += count) {
      const rows = Math.min(count, height - top);
      const was = readRows(files[0], before, top, rows);
      const is = readRows(files[1], after, top, rows);
      for (let row = 0; row < rows; row++) {
        areaRow(area, before, 0, top + row, shares);
        for (let x = 0; x < width; x++) {
          const at = channels * (row * width + x);
          let most = 0;
          for (let c = 0; c < channels; c++) {
            most = Math.max(most, Math.abs((is[at + c] as number) - (was[at + c] as number)));
          }
          if (most > 0) changed++;
          if (shares[x] === 0) maxOutside = Math.max(maxOutside, most);
        }
      }
    }
  } finally {
    for (const file of files) closeSync(file);
  }
  return { changed: changed / (width * height), maxOutside };
}

function driftOf(before: Planes, after: Planes, near: Float32Array): number {
  const difference = colourDifference();
  const plane = before.width * before.height;
  const colour = ({ data }: Planes, i: number) =>
    [data[i], data[plane + i], data[2 * plane + i]] as [number, number, number];
  let [total, pixels] = [0, 0];
  for (const [i, share] of near.entries()) {
    if (share > 0) continue;
    total += difference(colour(before, i), colour(after, i));
    pixels++;
  }
  return pixels > 0 ? total / pixels : 0;
}

import { z } from 'zod';
import type { Size } from '../document/size.ts';

/**
 * Pictures have URLs, below the page's own origin; main serves them by HTTP or by a protocol of its own. What a project
 * numbers, its session (`project-state.ts`) comes before: numbers start at 1 in every project, and a browser may show
 * again what it had for the same URL.
 *
 * - `tile/SESSION/PHOTO/LEVEL/X/Y?look=…`: RGBA, 8 bits, sRGB, row by row, of a square of {@link TILE} pixels (less at the
 *   right and lower edge) of the photo at 2^−LEVEL of its size; with a look, as an export would write it.
 * - `preview/SESSION/cluster/ID`, `preview/SESSION/iterate/ID`: a small PNG.
 * - `thumbnail?project=…&changed=…`: a small PNG of the photo in a project that is listed.
 * - `PUT upload?name=…`: takes a file's bytes and answers `{"upload": ID}`.
 * - `download/ID`: an export or a copy of the project.
 */

/** Side of a tile in pixels. */
export const TILE = 256;

/** An edit of a photo, as it is picked, blended and tuned in the window. */
export const Look = z.strictObject({
  /** The clusters it is made of, and their shares, which sum to 1. */
  clusters: z
    .array(z.strictObject({ cluster: z.int().positive(), weight: z.number() }))
    .min(1)
    .max(16)
    .refine(
      (parts) => Math.abs(parts.reduce((total, { weight }) => total + weight, 0) - 1) < 1e-6,
      'weights must add up to 1',
    ),
  /** How far colours under the strokes go towards the painted ones; 0.6 is usual. */
  strength: z.number().min(0).max(2),
  area: z.enum(['strokes', 'photo']),
  /** Width of the area's soft edge, as a share of the photo's longer side. */
  feather: z.number().min(0).max(1),
  /** How far light spreads, as a share of the longer side. */
  softness: z.number().positive().max(0.5),
  /** Whether low-frequency colour away from the strokes is held to the photo's. */
  lockDrift: z.boolean(),
});
export type Look = Readonly<z.infer<typeof Look>>;

/** A tile's place. */
export interface TileAddress {
  readonly photo: number;
  /** 0 for the photo's own size; each further one is half of it. */
  readonly level: number;
  /** Column and row of tiles. */
  readonly x: number;
  readonly y: number;
}

export function tileUrl(
  session: string,
  { photo, level, x, y }: TileAddress,
  look: Look | null,
): string {
  const query = look ? `?look=${encodeURIComponent(JSON.stringify(look))}` : '';
  return `tile/${session}/${photo}/${level}/${x}/${y}${query}`;
}

export function previewUrl(session: string, of: 'cluster' | 'iterate', id: number): string {
  return `preview/${session}/${of}/${id}`;
}

/** @param changed when the project was last written: another may have taken its place */
export function thumbnailUrl(project: string, changed: number): string {
  return `thumbnail?project=${encodeURIComponent(project)}&changed=${changed}`;
}

/** Size of a photo at a level, in pixels. */
export function levelSize({ width, height }: Size, level: number): Size {
  const shrink = (side: number) => Math.max(1, Math.ceil(side / 2 ** level));
  return { width: shrink(width), height: shrink(height) };
}

/** How many levels a photo has: the last one fits into a tile. */
export function levelCount({ width, height }: Size): number {
  return 1 + Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / TILE)));
}

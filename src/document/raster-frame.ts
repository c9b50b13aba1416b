import type { Size } from './size.ts';
/** Side of a raster's tiles in pixels. */
export const RASTER_TILE = 512;

/** Longer side that strokes are drawn at, at most: what is painted by hand is not finer. */
const LONGEST = 4096;

/** Pixels from `left` and `top` up to `right` and `bottom`, which are not part of it. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * A photo's strokes in a size of their own, cut into tiles that are only there where something is.
 * The tile in column x and row y has the number `y * columns + x`.
 */
export interface RasterFrame extends Size {
  /** Pixels of the raster for one of the photo. */
  readonly scale: number;
  readonly columns: number;
}

/** @param longest of the raster's sides; the photo's own where that is less */
export function rasterFrame(photo: Size, longest = LONGEST): RasterFrame {
  const scale = Math.min(1, longest / Math.max(photo.width, photo.height));
  const width = Math.max(1, Math.round(photo.width * scale));
  const height = Math.max(1, Math.round(photo.height * scale));
  return { width, height, scale, columns: Math.ceil(width / RASTER_TILE) };
}

/** A part of a tile: the pixels of a rectangle that fall into it. */
export interface TilePart {
  readonly tile: number;
  /** The tile's first pixel in the raster. */
  readonly x: number;
  readonly y: number;
  /** In the tile's own pixels. */
  readonly part: Rect;
}

/** The tiles that a rectangle touches; what is beyond the raster is left out. */
export function* tileParts(frame: RasterFrame, rect: Rect): Generator<TilePart> {
  const { left, top, right, bottom } = clip(rect, frame);
  for (let row = Math.floor(top / RASTER_TILE); row * RASTER_TILE < bottom; row++) {
    for (let column = Math.floor(left / RASTER_TILE); column * RASTER_TILE < right; column++) {
      const [x, y] = [column * RASTER_TILE, row * RASTER_TILE];
      const part = {
        left: Math.max(0, left - x),
        top: Math.max(0, top - y),
        right: Math.min(RASTER_TILE, right - x),
        bottom: Math.min(RASTER_TILE, bottom - y),
      };
      yield { tile: row * frame.columns + column, x, y, part };
    }
  }
}

/** The smallest rectangle around two. */
export function union(a: Rect | null, b: Rect): Rect {
  if (!a) return b;
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

function clip({ left, top, right, bottom }: Rect, { width, height }: Size): Rect {
  return {
    left: Math.max(0, left),
    top: Math.max(0, top),
    right: Math.min(width, right),
    bottom: Math.min(height, bottom),
  };
}

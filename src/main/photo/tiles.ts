/** How a side of a photo is cut into tiles. */
export interface TileSide {
  /** Of every tile, in pixels: longer than the side itself where that is no multiple of the step. */
  readonly length: number;
  readonly starts: readonly number[];
}

/** How tiles are cut. */
export interface Tiling {
  /** Longest side of a tile, a multiple of the step. */
  readonly longest: number;
  /** Least that neighbours share. */
  readonly overlap: number;
  /** Sides of tiles are multiples of this. */
  readonly step: number;
}

/** Cuts a side into tiles of one length that share at least the overlap, evenly. */
export function tileSide(side: number, { longest, overlap, step }: Tiling): TileSide {
  if (side <= longest) return { length: step * Math.ceil(side / step), starts: [0] };
  const count = Math.ceil((side - overlap) / (longest - overlap));
  const starts = Array.from({ length: count }, (_, i) =>
    Math.round((i * (side - longest)) / (count - 1)),
  );
  return { length: longest, starts };
}

/**
 * How much a tile counts along a side: it fades where it overlaps another, so that no seam shows,
 * and counts in full at the photo's own edges.
 */
export function tileWeights({ length, starts }: TileSide, index: number): Float32Array {
  const start = starts[index] as number;
  const before = starts[index - 1];
  const after = starts[index + 1];
  const shared = {
    before: before === undefined ? 0 : before + length - start,
    after: after === undefined ? 0 : start + length - after,
  };
  return Float32Array.from({ length }, (_, i) => {
    return fade(i, shared.before) * fade(length - 1 - i, shared.after);
  });
}

/** Rises from 0 to 1 over so many pixels: with its mirror image it adds up to 1. */
function fade(i: number, over: number): number {
  return i < over ? Math.sin((Math.PI / 2) * ((i + 0.5) / over)) ** 2 : 1;
}

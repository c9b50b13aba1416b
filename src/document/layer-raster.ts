import { type Coverage, coverStroke } from './coverage.ts';
import { RASTER_TILE, type RasterFrame, type Rect, tileParts } from './raster-frame.ts';
import type { Stroke } from './records.ts';

/** RGBA of a tile, interleaved, colours not multiplied by alpha. */
export type RasterTile = Uint8ClampedArray<ArrayBuffer>;

/** What a stroke does where it covers. */
export interface Paint {
  readonly tool: Stroke['tool'];
  /** sRGB, 0 to 255. */
  readonly colour: readonly [number, number, number];
  readonly opacity: number;
}

/** @param colour `#rrggbb` */
export function paintOf(tool: Paint['tool'], colour: string, opacity: number): Paint {
  const byte = (at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  return { tool, colour: [byte(1), byte(3), byte(5)], opacity };
}

/** What is painted on one layer: its strokes one over the other, in sparse tiles. */
export class LayerRaster {
  readonly frame: RasterFrame;
  /** By number; none where nothing was painted. */
  readonly tiles = new Map<number, RasterTile>();

  constructor(frame: RasterFrame) {
    this.frame = frame;
  }

  /**
   * Draws a stroke over what is there.
   * @param only the tiles to change; all of them unless told
   */
  draw(stroke: Stroke, only?: ReadonlySet<number>): void {
    const coverage = coverStroke(this.frame, stroke, only);
    const paint = paintOf(stroke.tool, stroke.colour, stroke.opacity);
    if (coverage.bounds) this.lay(coverage, paint, coverage.bounds);
  }

  /**
   * Lays paint over what is there, or takes it away.
   * @param under for a stroke that is laid while it grows: keeps what each tile held before it
   * @returns numbers of the tiles that were changed
   */
  lay({ tiles }: Coverage, paint: Paint, rect: Rect, under?: Map<number, RasterTile>): number[] {
    const changed: number[] = [];
    for (const { tile, part } of tileParts(this.frame, rect)) {
      const coverage = tiles.get(tile);
      if (!coverage) continue;
      let into = this.tiles.get(tile);
      if (!into) {
        if (paint.tool === 'eraser') continue;
        into = new Uint8ClampedArray(4 * RASTER_TILE * RASTER_TILE);
        this.tiles.set(tile, into);
      }
      if (under && !under.has(tile)) under.set(tile, into.slice());
      layInto(into, under?.get(tile) ?? into, coverage, paint, part);
      changed.push(tile);
    }
    return changed;
  }
}

function layInto(
  into: RasterTile,
  under: RasterTile,
  coverage: Uint8Array,
  { tool, colour: [red, green, blue], opacity }: Paint,
  { left, top, right, bottom }: Rect,
): void {
  for (let y = top; y < bottom; y++) {
    for (let i = y * RASTER_TILE + left; i < y * RASTER_TILE + right; i++) {
      const share = ((coverage[i] as number) / 255) * opacity;
      if (share === 0) continue;
      const at = 4 * i;
      const below = (under[at + 3] as number) / 255;
      if (tool === 'eraser') {
        into[at] = under[at] as number;
        into[at + 1] = under[at + 1] as number;
        into[at + 2] = under[at + 2] as number;
        into[at + 3] = 255 * below * (1 - share);
        continue;
      }
      const alpha = share + below * (1 - share);
      const mine = share / alpha;
      into[at] = (under[at] as number) + mine * (red - (under[at] as number));
      into[at + 1] = (under[at + 1] as number) + mine * (green - (under[at + 1] as number));
      into[at + 2] = (under[at + 2] as number) + mine * (blue - (under[at + 2] as number));
      into[at + 3] = 255 * alpha;
    }
  }
}

import type { Coverage } from '../../document/coverage.ts';
import { strokeRect } from '../../document/coverage.ts';
import { LayerRaster, type Paint, type RasterTile } from '../../document/layer-raster.ts';
import {
  RASTER_TILE,
  type RasterFrame,
  type Rect,
  tileParts,
  union,
} from '../../document/raster-frame.ts';
import type { Stroke } from '../../document/records.ts';
import type { Point } from './camera.ts';
import { type Drawing, drawPart } from './drawing.ts';

/** Draws anew what has changed, apart from what is shown until it is done. */
interface Rebuild {
  readonly tiles: ReadonlySet<number>;
  readonly raster: LayerRaster;
  /** Strokes that are still to be drawn, in their order. */
  readonly rest: Stroke[];
}

/**
 * A layer of strokes in pixels: follows the document's strokes, drawing only what changed, a little at
 * a time, and holds a canvas for each tile.
 */
export class StrokeSheet {
  readonly raster: LayerRaster;
  /** How far the layer is being dragged, in the photo's pixels. */
  offset: Point = { x: 0, y: 0 };
  private strokes: readonly Stroke[] = [];
  /** Strokes that lie above all that is drawn. */
  private added: Stroke[] = [];
  private rebuild: Rebuild | null = null;
  private readonly canvases = new Map<number, OffscreenCanvasRenderingContext2D>();
  private changed: Rect | null = null;
  /** Parts of tiles that their canvases do not show yet. */
  private readonly stale = new Map<number, Rect>();

  constructor(frame: RasterFrame) {
    this.raster = new LayerRaster(frame);
  }

  /** Whether strokes are still to be drawn. */
  get isBehind(): boolean {
    return this.rebuild !== null || this.added.length > 0;
  }

  /** Takes the strokes that the document holds now, in the order they are drawn. */
  follow(strokes: readonly Stroke[]): void {
    const before = this.strokes;
    this.strokes = strokes;
    const gone = changed(before, strokes);
    const come = changed(strokes, before);
    if (gone.length + come.length === 0) return;
    const top = strokes.slice(-come.length);
    const isOnTop = gone.length === 0 && come.every((stroke, i) => stroke === top[i]);
    if (isOnTop && !this.rebuild) {
      this.added.push(...come);
      return;
    }
    const tiles = new Set(this.rebuild?.tiles);
    for (const stroke of [...gone, ...come, ...this.added]) {
      for (const { tile } of this.partsOf(stroke)) tiles.add(tile);
    }
    this.added = [];
    const rest = strokes.filter((stroke) =>
      this.partsOf(stroke).some(({ tile }) => tiles.has(tile)),
    );
    this.rebuild = { tiles, raster: new LayerRaster(this.raster.frame), rest };
  }

  /** Says that a stroke is drawn already: it was laid while it grew. */
  adopt(stroke: Stroke): void {
    this.strokes = [...this.strokes, stroke];
  }

  /** Draws what is to be drawn until a time. */
  work(until = Number.POSITIVE_INFINITY): void {
    while (this.isBehind && performance.now() < until) {
      const stroke = this.rebuild ? this.rebuild.rest.shift() : this.added.shift();
      if (this.rebuild) {
        if (stroke) this.rebuild.raster.draw(stroke, this.rebuild.tiles);
        else this.swap(this.rebuild);
      } else if (stroke) {
        this.raster.draw(stroke);
        this.mark(strokeRect(this.raster.frame, stroke));
      }
    }
  }

  /** Lays a part of a growing stroke. @param under what the tiles held before it */
  lay(coverage: Coverage, paint: Paint, rect: Rect, under: Map<number, RasterTile>): void {
    this.raster.lay(coverage, paint, rect, under);
    this.mark(rect);
  }

  /** Puts tiles back to what they held before a stroke that came to nothing. */
  restore(under: ReadonlyMap<number, RasterTile>): void {
    for (const [tile, data] of under) {
      this.raster.tiles.set(tile, data);
      this.mark(this.rectOf(tile));
    }
  }

  /** What has changed since it was asked last, in the raster's pixels. */
  takeChanged(): Rect | null {
    const { changed } = this;
    this.changed = null;
    return changed;
  }

  /** Draws the tiles that are seen. */
  draw(drawing: Drawing): void {
    this.flush();
    const { scale } = this.raster.frame;
    for (const [tile, { canvas }] of this.canvases) {
      const { left, top, right, bottom } = this.rectOf(tile);
      const part = {
        left: left / scale + this.offset.x,
        top: top / scale + this.offset.y,
        right: right / scale + this.offset.x,
        bottom: bottom / scale + this.offset.y,
      };
      drawPart(drawing, canvas, part);
    }
  }

  private swap({ tiles, raster }: Rebuild): void {
    for (const tile of tiles) {
      const data = raster.tiles.get(tile);
      if (data) this.raster.tiles.set(tile, data);
      else this.raster.tiles.delete(tile);
      this.mark(this.rectOf(tile));
    }
    this.rebuild = null;
    this.offset = { x: 0, y: 0 };
  }

  private mark(rect: Rect): void {
    this.changed = union(this.changed, rect);
    for (const { tile, part } of tileParts(this.raster.frame, rect)) {
      this.stale.set(tile, union(this.stale.get(tile) ?? null, part));
    }
  }

  private flush(): void {
    for (const [tile, { left, top, right, bottom }] of this.stale) {
      const data = this.raster.tiles.get(tile);
      if (!data) this.canvases.delete(tile);
      else {
        const image = new ImageData(data, RASTER_TILE, RASTER_TILE);
        this.canvas(tile).putImageData(image, 0, 0, left, top, right - left, bottom - top);
      }
    }
    this.stale.clear();
  }

  private canvas(tile: number): OffscreenCanvasRenderingContext2D {
    let context = this.canvases.get(tile);
    if (!context) {
      context = contextOf(new OffscreenCanvas(RASTER_TILE, RASTER_TILE));
      this.canvases.set(tile, context);
    }
    return context;
  }

  private partsOf(stroke: Stroke) {
    return [...tileParts(this.raster.frame, strokeRect(this.raster.frame, stroke))];
  }

  private rectOf(tile: number): Rect {
    const { columns } = this.raster.frame;
    const [left, top] = [(tile % columns) * RASTER_TILE, Math.floor(tile / columns) * RASTER_TILE];
    return { left, top, right: left + RASTER_TILE, bottom: top + RASTER_TILE };
  }
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context)
    throw new Error('the browser has no memory left for the canvas; close other windows');
  return context;
}

/** Strokes of one list that the other does not hold as they are. */
function changed(strokes: readonly Stroke[], others: readonly Stroke[]): Stroke[] {
  const known = new Map(others.map((stroke) => [stroke.id, stroke]));
  return strokes.filter((stroke) => {
    const other = known.get(stroke.id);
    return other !== stroke && (!other || JSON.stringify(other) !== JSON.stringify(stroke));
  });
}

import { RASTER_TILE, type RasterFrame, type Rect, tileParts, union } from './raster-frame.ts';
import type { Stroke } from './records.ts';

/** What decides the shape of a line. */
export type Brush = Pick<Stroke, 'size' | 'hardness' | 'pressureSize' | 'pressureOpacity'>;

/** A point of a line in pixels of the raster, and the pen's pressure there. */
interface Point {
  readonly x: number;
  readonly y: number;
  readonly pressure: number;
}

/** In pixels: what a radius that changes gently reaches beyond the sides of its segment, at most. */
const EVEN = 0.25;

/**
 * How much of each pixel one stroke covers, 0 to 255, in sparse tiles. It grows point by point: every
 * segment is a capsule whose radius goes from one point's to the other's, and a pixel has the *greatest*
 * coverage that any segment gives it, so that a line does not build up where it crosses itself.
 */
export class Coverage {
  readonly frame: RasterFrame;
  /** By the tile's number: `RASTER_TILE` rows of as many bytes. */
  readonly tiles = new Map<number, Uint8Array>();
  /** What has been touched so far; null before the first point. */
  bounds: Rect | null = null;
  private readonly brush: Brush;
  private readonly only: ReadonlySet<number> | undefined;
  private last: Point | null = null;

  /** @param only the tiles to fill; all of them unless told */
  constructor(frame: RasterFrame, brush: Brush, only?: ReadonlySet<number>) {
    this.frame = frame;
    this.brush = brush;
    this.only = only;
  }

  /**
   * Goes on to the next point.
   * @param x,y in pixels of the photo
   * @param pressure from 0 to 1
   * @returns the pixels that may have changed; it may reach beyond the raster
   */
  extend(x: number, y: number, pressure: number): Rect {
    const { scale } = this.frame;
    return this.goTo({ x: x * scale, y: y * scale, pressure }, null);
  }

  /** Covers a stroke from its first point to its last. */
  follow(points: readonly number[]): void {
    const { scale } = this.frame;
    const point = (i: number): Point | null => {
      if (i >= points.length) return null;
      const [x, y, pressure] = [points[i], points[i + 1], points[i + 2]] as [
        number,
        number,
        number,
      ];
      return { x: x * scale, y: y * scale, pressure };
    };
    for (let i = 0, to = point(0); to; i += 3) {
      const next = point(i + 3);
      this.goTo(to, next);
      to = next;
    }
  }

  /** @param next where the line goes on, where that is known: the end's disc is covered only to there */
  private goTo(to: Point, next: Point | null): Rect {
    const from = this.last;
    this.last = to;
    let touched: Rect | null = null;
    if (from && (from.x !== to.x || from.y !== to.y)) {
      const goesOnEvenly = next && this.isEven(from, to) && this.isEven(to, next);
      touched = this.cover(from, to, goesOnEvenly ? next : null);
    }
    // The end of a segment whose radius grows reaches further than the segment's sides do.
    if (!from || !this.isEven(from, to)) touched = union(touched, this.cover(to, to, null));
    touched ??= { left: to.x, top: to.y, right: to.x, bottom: to.y };
    this.bounds = union(this.bounds, touched);
    return touched;
  }

  /** Whether a segment has all there is to see of the discs of its points between its own ends. */
  private isEven(from: Point, to: Point): boolean {
    const { pressureSize, pressureOpacity, size } = this.brush;
    const change = Math.abs(to.pressure - from.pressure);
    if (change === 0) return true;
    if (pressureOpacity) return false;
    if (!pressureSize) return true;
    const largest = (size / 2) * this.frame.scale * Math.max(from.pressure, to.pressure);
    const slope =
      (change * (size / 2) * this.frame.scale) / Math.hypot(to.x - from.x, to.y - from.y);
    return (largest * slope * slope) / 2 < EVEN;
  }

  /**
   * Covers a segment but for the disc at its start, which is covered already; or one point's disc.
   * @param next of the disc at the end, what lies beside the way there is left to the next segment
   */
  private cover(from: Point, to: Point, next: Point | null): Rect {
    const { pressureSize, pressureOpacity, hardness } = this.brush;
    const half = (this.brush.size / 2) * this.frame.scale;
    const radius = pressureSize ? half * from.pressure : half;
    const growth = pressureSize ? half * (to.pressure - from.pressure) : 0;
    const opacity = pressureOpacity ? from.pressure : 1;
    const rise = pressureOpacity ? to.pressure - from.pressure : 0;
    const reach = outerRadius(Math.max(radius, radius + growth), hardness);
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = Math.sqrt(dx * dx + dy * dy);
    const perLength = length > 0 ? 1 / (length * length) : 0;
    const rect = {
      left: Math.floor(Math.min(from.x, to.x) - reach),
      top: Math.floor(Math.min(from.y, to.y) - reach),
      right: Math.ceil(Math.max(from.x, to.x) + reach),
      bottom: Math.ceil(Math.max(from.y, to.y) + reach),
    };
    const [nx, ny] = next ? [next.x - to.x, next.y - to.y] : [0, 0];
    for (const { tile, x, y, part } of tileParts(this.frame, rect)) {
      if (this.only && !this.only.has(tile)) continue;
      for (let row = part.top; row < part.bottom; row++) {
        const py = y + row + 0.5 - from.y;
        const first = x + 0.5 - from.x;
        // Of the row, only what lies beside the segment, not behind its start, and not beyond its end
        // where the next segment is nearer.
        let [start, end] = [part.left + first, part.right + first];
        if (length > 0) {
          if (dy !== 0) {
            const [one, other] = [(dx * py - reach * length) / dy, (dx * py + reach * length) / dy];
            start = Math.max(start, Math.min(one, other));
            end = Math.min(end, Math.max(one, other));
          }
          if (dx > 0) start = Math.max(start, (-py * dy) / dx);
          else if (dx < 0) end = Math.min(end, (-py * dy) / dx);
          else if (py * dy < 0) continue;
          if (dx > 0 && nx > 0) {
            end = Math.min(end, dx + Math.max(((dy - py) * dy) / dx, ((dy - py) * ny) / nx));
          } else if (dx < 0 && nx < 0) {
            start = Math.max(start, dx + Math.min(((dy - py) * dy) / dx, ((dy - py) * ny) / nx));
          } else if (dx === 0 && nx === 0 && dy * ny > 0 && (py - dy) * dy > 0) continue;
        }
        const stop = Math.min(part.right, Math.ceil(end - first + 1));
        const begin = Math.max(part.left, Math.floor(start - first));
        if (begin >= stop) continue;
        const values = this.tile(tile);
        for (let i = begin; i < stop; i++) {
          const at = row * RASTER_TILE + i;
          const present = values[at] as number;
          if (present === 255) continue;
          const px = first + i;
          const t = Math.max(0, Math.min(1, (px * dx + py * dy) * perLength));
          const ex = px - t * dx;
          const ey = py - t * dy;
          const r = radius + t * growth;
          // At least one pixel of falloff, so that the hardest edge is still smooth.
          const falloff = Math.max(1, r * (1 - hardness));
          const outer = (r * (1 + hardness) + falloff) / 2;
          const squared = ex * ex + ey * ey;
          if (squared >= outer * outer) continue;
          const q = Math.min(1, (outer - Math.sqrt(squared)) / falloff);
          const value = (255 * q * q * (3 - 2 * q) * (opacity + t * rise) + 0.5) | 0;
          if (value > present) values[at] = value;
        }
      }
    }
    return rect;
  }

  private tile(number: number): Uint8Array {
    let values = this.tiles.get(number);
    if (!values) {
      values = new Uint8Array(RASTER_TILE * RASTER_TILE);
      this.tiles.set(number, values);
    }
    return values;
  }
}

/** Where coverage ends: the radius, or for a hard edge half a pixel beyond it. */
function outerRadius(radius: number, hardness: number): number {
  return (radius * (1 + hardness) + Math.max(1, radius * (1 - hardness))) / 2;
}

/** The pixels that a stroke may cover; it may reach beyond the raster. */
export function strokeRect({ scale }: RasterFrame, { points, size, hardness }: Stroke): Rect {
  const reach = outerRadius((size / 2) * scale, hardness);
  let rect: Rect | null = null;
  for (let i = 0; i < points.length; i += 3) {
    const [x, y] = [(points[i] as number) * scale, (points[i + 1] as number) * scale];
    rect = union(rect, { left: x, top: y, right: x, bottom: y });
  }
  const { left, top, right, bottom } = rect ?? { left: 0, top: 0, right: 0, bottom: 0 };
  return {
    left: Math.floor(left - reach),
    top: Math.floor(top - reach),
    right: Math.ceil(right + reach),
    bottom: Math.ceil(bottom + reach),
  };
}

/** The coverage of a whole stroke. */
export function coverStroke(
  frame: RasterFrame,
  stroke: Stroke,
  only?: ReadonlySet<number>,
): Coverage {
  const coverage = new Coverage(frame, stroke, only);
  coverage.follow(stroke.points);
  return coverage;
}

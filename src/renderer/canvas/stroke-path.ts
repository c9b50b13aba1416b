/** Where a pointer is, when (milliseconds), and how hard it is pressed (0 to 1). */
export interface Sample {
  readonly x: number;
  readonly y: number;
  readonly pressure: number;
  readonly time: number;
}

/** Milliseconds after which a line with full smoothing has gone most of the way to the pointer. */
const MOST_LAG = 120;

/** x, y and pressure. */
type Vertex = readonly [x: number, y: number, pressure: number];

/**
 * Makes a line of what a pointer does: it lags behind to even out a shaking hand, curves through the
 * samples instead of bending at them, and has no more points than can be seen.
 */
export class StrokePath {
  /** x, y and pressure of each point, one after the other. */
  readonly points: number[] = [];
  private readonly lag: number;
  private readonly spacing: number;
  /** Where the line would be without curving: it has gone half the way there. */
  private corner: Vertex | null = null;
  private end: Vertex = [0, 0, 0];
  private time = 0;

  /**
   * @param smoothing from 0 to 1
   * @param spacing least distance between points, in the samples' units
   */
  constructor(smoothing: number, spacing: number) {
    this.lag = smoothing * MOST_LAG;
    this.spacing = spacing;
  }

  /** @returns points that are new, as in `points` */
  add({ x, y, pressure, time }: Sample): readonly number[] {
    const known = this.points.length;
    if (this.corner) {
      const share = this.lag > 0 ? 1 - Math.exp((this.time - time) / this.lag) : 1;
      this.curveTo(between(this.corner, [x, y, pressure], share));
    } else {
      this.corner = [x, y, pressure];
      this.put(this.corner);
    }
    this.time = time;
    return this.points.slice(known);
  }

  /** Ends the line where the pointer was left. @returns points that are new */
  finish({ x, y, pressure }: Omit<Sample, 'time'>): readonly number[] {
    const known = this.points.length;
    if (this.corner) this.curveTo([x, y, pressure]);
    const last = this.points.slice(-3);
    if (last[0] !== rounded(x) || last[1] !== rounded(y)) this.put([x, y, pressure]);
    return this.points.slice(known);
  }

  /** Goes on to halfway to a sample, in a curve that the last one bends. */
  private curveTo(to: Vertex): void {
    const corner = this.corner ?? to;
    const start = this.end;
    const middle = between(corner, to, 0.5);
    const length = distance(start, corner) + distance(corner, middle);
    // A movement too small to see is added to the next.
    if (length < this.spacing) return;
    const steps = Math.max(1, Math.floor(length / this.spacing));
    for (let i = 1; i <= steps; i++) {
      const t = i / steps;
      this.put(between(between(start, corner, t), between(corner, middle, t), t));
    }
    this.corner = to;
  }

  private put(vertex: Vertex): void {
    const [x, y, pressure] = vertex;
    this.end = vertex;
    this.points.push(rounded(x), rounded(y), Math.round(pressure * 1000) / 1000);
  }
}

/** A hundredth of a pixel is more than can be seen, and short in a file. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function between(a: Vertex, b: Vertex, t: number): Vertex {
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])];
}

function distance(a: Vertex, b: Vertex): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}

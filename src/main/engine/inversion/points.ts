import type { Point } from '../sampling/flow.ts';

/** Root mean square of the difference of two points. */
export function distance(a: Point, b: Point): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) {
    const apart = (a[i] as number) - (b[i] as number);
    squares += apart * apart;
  }
  return Math.sqrt(squares / a.length);
}

/** The mean of points, of which there is one at least. */
export function mean(points: readonly Point[]): Point {
  const total = new Float64Array(points[0]?.length ?? 0);
  for (const point of points) {
    for (let i = 0; i < total.length; i++) total[i] = (total[i] as number) + (point[i] as number);
  }
  return Float32Array.from(total, (value) => value / points.length);
}

/** The point at `t` on the line from `a` (0) to `b` (1), and beyond. */
export function along(a: Point, b: Point, t: number): Point {
  return a.map((value, i) => value + t * ((b[i] as number) - value));
}

// Loops, here and in `jump`: `map` with a closure takes several times as long, at every iteration.

export function sum(a: Point, b: Point): Point {
  const result = new Float32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = (a[i] as number) + (b[i] as number);
  return result;
}

export function difference(a: Point, b: Point): Point {
  const result = new Float32Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = (a[i] as number) - (b[i] as number);
  return result;
}

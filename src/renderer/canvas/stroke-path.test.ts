import { expect, it } from 'vitest';
import { StrokePath } from './stroke-path.ts';

const sample = (x: number, y: number, time = 0, pressure = 1) => ({ x, y, time, pressure });

/** Points of a line as pairs. */
function drawn(path: StrokePath): [number, number][] {
  return Array.from({ length: path.points.length / 3 }, (_, i) => [
    path.points[3 * i] as number,
    path.points[3 * i + 1] as number,
  ]);
}

it('begins and ends where the pointer did', () => {
  const path = new StrokePath(1, 2);
  expect(path.add(sample(10, 20))).toEqual([10, 20, 1]);
  path.add(sample(50, 20, 5));
  path.add(sample(90, 20, 10));
  path.finish(sample(100, 20));
  expect(drawn(path).at(-1)).toEqual([100, 20]);
  expect(drawn(path).every(([, y]) => y === 20)).toBe(true);
});

it('makes a dot of a tap', () => {
  const path = new StrokePath(0.5, 2);
  path.add(sample(10, 20));
  path.finish(sample(10, 20));
  expect(path.points).toEqual([10, 20, 1]);
});

it('gives each point once, as new', () => {
  const path = new StrokePath(0.3, 1);
  const given = [0, 10, 25, 40].flatMap((x, i) => [...path.add(sample(x, x * x, 8 * i))]);
  given.push(...path.finish(sample(50, 2500)));
  expect(given).toEqual(path.points);
});

it('lags behind with smoothing, and not without', () => {
  const reach = (smoothing: number) => {
    const path = new StrokePath(smoothing, 1);
    for (let x = 0; x <= 400; x += 20) path.add(sample(x, 0, x / 2));
    return drawn(path).at(-1)?.[0] ?? 0;
  };
  expect(reach(0)).toBe(390);
  expect(reach(0.3)).toBeLessThan(340);
  expect(reach(1)).toBeLessThan(reach(0.3));
});

it('evens out a shaking hand', () => {
  const shake = (smoothing: number) => {
    const path = new StrokePath(smoothing, 1);
    for (let i = 0; i < 100; i++) path.add(sample(5 * i, 6 * Math.sin(0.9 * i), 8 * i));
    const heights = drawn(path)
      .slice(10)
      .map(([, y]) => Math.abs(y));
    return Math.max(...heights);
  };
  expect(shake(0.6)).toBeLessThan(shake(0) / 3);
});

it('rounds corners, with points no closer than wanted', () => {
  const path = new StrokePath(0, 3);
  for (const [x, y] of [
    [0, 0],
    [30, 0],
    [60, 30],
    [60, 60],
  ] as const)
    path.add(sample(x, y));
  const points = drawn(path);
  let sharpest = 0;
  for (let i = 2; i < points.length; i++) {
    const [[ax, ay], [bx, by], [cx, cy]] = points.slice(i - 2, i + 1) as [number, number][] as [
      [number, number],
      [number, number],
      [number, number],
    ];
    expect(Math.hypot(cx - bx, cy - by)).toBeGreaterThan(1.5);
    const turn = Math.atan2(cy - by, cx - bx) - Math.atan2(by - ay, bx - ax);
    sharpest = Math.max(sharpest, Math.abs(turn));
  }
  expect(sharpest).toBeLessThan(Math.PI / 8);
});

it('makes no points of movements that cannot be seen', () => {
  const path = new StrokePath(0, 5);
  for (let i = 0; i < 1000; i++) path.add(sample(Math.sin(i), Math.cos(i) - 1, i));
  expect(path.points.length).toBeLessThan(3 * 5);
});

it('carries the pressure along', () => {
  const path = new StrokePath(0, 1);
  path.add(sample(0, 0, 0, 0.2));
  path.add(sample(10, 0, 8, 0.4));
  path.finish(sample(20, 0, 16, 1));
  const pressures = path.points.filter((_, i) => i % 3 === 2);
  expect(pressures[0]).toBe(0.2);
  expect(pressures.at(-1)).toBe(1);
  expect(pressures.toSorted((a, b) => a - b)).toEqual(pressures);
});

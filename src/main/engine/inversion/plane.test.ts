import { expect, test } from 'vitest';
import { Random } from '../sampling/random.ts';
import { findPlane } from './plane.ts';
import { distance } from './points.ts';

test('points of a plane keep their distances', () => {
  const random = new Random(2);
  const axes = [random.normals(40), random.normals(40)] as const;
  const points = Array.from({ length: 7 }, () => {
    const [a, b] = [random.normal(), random.normal()];
    return axes[0].map((value, i) => 3 + a * value + b * (axes[1][i] as number));
  });
  const project = findPlane(points);
  const [p, q] = [points[1], points[4]] as [(typeof points)[0], (typeof points)[0]];
  const [[px, py], [qx, qy]] = [project(p), project(q)];
  expect(Math.hypot(px - qx, py - qy)).toBeCloseTo(distance(p, q), 5);
});

test('the first component is where they vary most', () => {
  const points = [-2, -1, 0, 1, 2].map((x) => Float32Array.of(0.1 * x * x, 5 * x, 0));
  const shown = points.map(findPlane(points));
  const spread = (axis: 0 | 1) => Math.max(...shown.map((point) => Math.abs(point[axis])));
  expect(spread(0)).toBeCloseTo(10 / Math.sqrt(3), 4);
  expect(spread(1)).toBeLessThan(0.3);
});

test('points that are all one lie at its middle', () => {
  const point = Float32Array.of(1, 2);
  expect(findPlane([point, point])(point)).toEqual([0, 0]);
});

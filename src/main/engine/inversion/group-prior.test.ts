import { expect, test } from 'vitest';
import { Random } from '../sampling/random.ts';
import { GroupPrior, medianDistance } from './group-prior.ts';

const random = new Random(3);
const members = Array.from({ length: 4 }, () => random.normals(5));
const z = random.normals(5);
const l = 1.7;

test('it is Eq. 13, term by term', () => {
  const k = (a: Float32Array, b: Float32Array) =>
    Math.exp(-a.reduce((sum, v, i) => sum + (v - (b[i] as number)) ** 2, 0) / (2 * l * l));
  let direct = k(z, z);
  for (const a of members) {
    direct -= (2 / 4) * k(z, a);
    for (const b of members) direct += (1 / 16) * k(a, b);
  }
  expect(new GroupPrior(members, l).at(z)).toBeCloseTo(direct, 10);
});

test('its gradient is that of central differences', () => {
  const prior = new GroupPrior(members, l);
  const gradient = prior.gradient(z);
  const h = 1e-3;
  for (let i = 0; i < z.length; i++) {
    const at = (by: number) => prior.at(z.map((value, j) => value + (i === j ? by : 0)));
    expect(gradient[i]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 4);
  }
});

test('it is 0 where the cluster is one point and the point is there', () => {
  expect(new GroupPrior([z], l).at(z)).toBeCloseTo(0, 12);
});

test('the median distance is that of pairs', () => {
  const at = (x: number) => Float32Array.of(x, 0);
  expect(medianDistance([at(0), at(1), at(10)])).toBe(9);
});

import { expect, test } from 'vitest';
import { Random } from './random.ts';

const moments = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance };
};

test('the same keys give the same numbers, and any other key gives others', () => {
  const first = (...keys: number[]) => {
    const random = new Random(...keys);
    return [random.uniform(), random.normal(), random.below(1000)];
  };
  expect(first(1, 2)).toEqual(first(1, 2));
  const others = [first(1), first(2, 1), first(1, 3), first(1, 2, 0), first(0, 1, 2)];
  for (const other of others) expect(other).not.toEqual(first(1, 2));
});

test('uniform numbers have the moments of theirs, also over neighbouring keys', () => {
  const random = new Random(7);
  const streams = [
    Array.from({ length: 50_000 }, () => random.uniform()),
    Array.from({ length: 50_000 }, (_, key) => new Random(1, key).uniform()),
  ];
  for (const stream of streams) {
    const { mean, variance } = moments(stream);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    expect(Math.min(...stream.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...stream.slice(0, 1000))).toBeLessThan(1);
  }
});

test('normal numbers are standard normal', () => {
  const values = [...new Random(3).normals(100_000)];
  const { mean, variance } = moments(values);
  expect(mean).toBeCloseTo(0, 1);
  expect(variance).toBeCloseTo(1, 1);
  const within = values.filter((value) => Math.abs(value) < 1).length / values.length;
  expect(within).toBeCloseTo(0.6827, 2);
});

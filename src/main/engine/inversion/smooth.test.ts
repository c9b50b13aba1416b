import { expect, test } from 'vitest';
import { Random } from '../sampling/random.ts';
import { smooth } from './smooth.ts';

test('an even picture stays, and the sum of one in the middle too', () => {
  const even = new Float32Array(2 * 20 * 30).fill(0.7);
  for (const value of smooth(even, [2, 20, 30])) expect(value).toBeCloseTo(0.7, 5);
  const dot = new Float32Array(41 * 41);
  dot[20 * 41 + 20] = 1;
  const spread = smooth(dot, [1, 41, 41]);
  expect(spread.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  const variance = spread.reduce(
    (sum, value, i) => sum + value * (Math.floor(i / 41) - 20) ** 2,
    0,
  );
  // Two means of five and one of seven: (2 + 2 + 4).
  expect(variance).toBeCloseTo(8, 4);
});

test('it is the same along rows and columns, and takes most of the noise', () => {
  const [h, w] = [32, 32];
  const noise = new Random(2).normals(h * w);
  const turned = noise.map((_, i) => noise[(i % h) * w + Math.floor(i / h)] as number);
  const [a, b] = [smooth(noise, [1, h, w]), smooth(turned, [1, w, h])];
  expect(a[5 * w + 9]).toBeCloseTo(b[9 * h + 5] as number, 5);
  const power = (x: Float32Array) => x.reduce((sum, value) => sum + value * value, 0) / x.length;
  expect(power(a)).toBeLessThan(0.03 * power(noise));
});

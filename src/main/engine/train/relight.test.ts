import { expect, test } from 'vitest';
import { Random } from '../sampling/random.ts';
import { randomRelighting, relit } from './relight.ts';

test('the same light gives the value itself', () => {
  for (let value = 0; value < 256; value++) {
    expect(Math.abs(relit(value, 1) - (value / 127.5 - 1))).toBeLessThan(1 / 127.5);
  }
});

test('twice the light of a mid-grey is the sRGB value of twice its linear light', () => {
  // 128 is 0.2159 in linear light; 0.4317 is 0.6891 in sRGB.
  expect(relit(128, 2)).toBeCloseTo(2 * 0.6891 - 1, 2);
  expect(relit(200, 8)).toBe(1);
  expect(relit(200, 0)).toBe(-1);
});

test('random lights stay within their bounds', () => {
  for (let key = 0; key < 200; key++) {
    const { gains, field } = randomRelighting(new Random(key));
    for (const gain of gains) expect(Math.abs(Math.log2(gain))).toBeLessThan(1.5);
    expect(Math.abs(field(0.3, 0.8))).toBeLessThanOrEqual(1.5 * Math.SQRT2);
  }
});

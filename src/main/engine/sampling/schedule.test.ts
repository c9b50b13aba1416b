import { expect, test } from 'vitest';
import { eulerStep, fluxSchedule } from './schedule.ts';

test('without a shift the levels are even', () => {
  expect(fluxSchedule(4, 1024)).toEqual([1, 0.75, 0.5, 0.25, 0]);
});

test('with one they follow the closed form, and larger images stay longer near noise', () => {
  const shift = { base: 0.5, max: 1.15 };
  const sigma = (tokens: number, level: number) => {
    const mu = 0.5 + ((1.15 - 0.5) * (tokens - 256)) / (4096 - 256);
    return Math.exp(mu) / (Math.exp(mu) + (1 / level - 1));
  };
  for (const tokens of [64, 256, 1000, 4096]) {
    const levels = fluxSchedule(8, tokens, shift);
    expect([levels[0], levels[8]]).toEqual([1, 0]);
    for (let i = 1; i < 8; i++) expect(levels[i]).toBeCloseTo(sigma(tokens, 1 - i / 8), 6);
  }
  const middle = (tokens: number) => fluxSchedule(2, tokens, shift)[1] ?? 0;
  expect(middle(4096)).toBeGreaterThan(middle(256));
});

test('Euler steps follow a constant velocity exactly', () => {
  const x0 = Float32Array.of(1, -2);
  const noise = Float32Array.of(0.5, 3);
  const velocity = noise.map((value, i) => value - (x0[i] ?? 0));
  let z = noise;
  const levels = fluxSchedule(4, 16);
  for (let i = 0; i < 4; i++) z = eulerStep(z, velocity, levels[i] ?? 0, levels[i + 1] ?? 0);
  expect([...z]).toEqual([...x0]);
});

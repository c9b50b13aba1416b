import { expect, test } from 'vitest';
import { mixtureFlow } from './mixture-flow.ts';
import { Random } from './random.ts';

const components = [
  { weight: 0.3, mean: [2, 1], deviation: [0.4, 0.7] },
  { weight: 0.7, mean: [-1, 0.5], deviation: [0.6, 0.3] },
];

test('the velocity is the mean of ε − x0 over all that could have given z (Monte Carlo)', async () => {
  const [sigma, z] = [0.6, Float32Array.of(0.2, 0.4)];
  const exact = await mixtureFlow(components).velocity(z, sigma);
  const random = new Random(11);
  const total = [0, 0];
  let weights = 0;
  for (let i = 0; i < 200_000; i++) {
    const { mean, deviation } = components[
      random.uniform() < 0.3 ? 0 : 1
    ] as (typeof components)[0];
    const x0 = mean.map((mu, axis) => mu + (deviation[axis] as number) * random.normal());
    // The noise that takes x0 to z, and how likely it is.
    const noise = x0.map((x, axis) => ((z[axis] as number) - (1 - sigma) * x) / sigma);
    const weight = Math.exp(-noise.reduce((sum, e) => sum + e * e, 0) / 2);
    weights += weight;
    for (const axis of [0, 1]) {
      const towards = (noise[axis] as number) - (x0[axis] as number);
      total[axis] = (total[axis] as number) + weight * towards;
    }
  }
  for (const axis of [0, 1]) {
    expect(exact[axis]).toBeCloseTo((total[axis] as number) / weights, 1);
    expect(Math.abs((exact[axis] as number) - (total[axis] as number) / weights)).toBeLessThan(
      0.02,
    );
  }
});

test('at σ = 1 nothing is known of x0 but its mean', async () => {
  const z = Float32Array.of(0.5, -2);
  const velocity = await mixtureFlow(components).velocity(z, 1);
  expect(velocity[0]).toBeCloseTo(0.5 - (0.3 * 2 - 0.7 * 1), 5);
  expect(velocity[1]).toBeCloseTo(-2 - (0.3 * 1 + 0.7 * 0.5), 5);
});

test('far from all components it stays finite', async () => {
  const velocity = await mixtureFlow(components).velocity(Float32Array.of(1e4, -1e4), 0.1);
  expect(velocity.every(Number.isFinite)).toBe(true);
});

test('at σ = 0 it is the limit of small σ', async () => {
  const z = Float32Array.of(1.8, 0.9);
  const [limit, near] = [
    await mixtureFlow(components).velocity(z, 0),
    await mixtureFlow(components).velocity(z, 1e-3),
  ];
  for (const axis of [0, 1]) expect(near[axis]).toBeCloseTo(limit[axis] as number, 1);
});

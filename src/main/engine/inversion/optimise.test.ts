import { expect, test } from 'vitest';
import type { DifferentiableFlow, Point } from '../sampling/flow.ts';
import { mixtureFlow } from '../sampling/mixture-flow.ts';
import { GroupPrior } from './group-prior.ts';
import { pixelLoss } from './image-loss.ts';
import { type OptimiseSettings, type OptimiseStep, optimise } from './optimise.ts';

const SIGMA = 0.5;
const DEVIATION = 2;

/** `J_D` of Gaussian data: `D(z) = λ·z`. */
const lambda = ((1 - SIGMA) * DEVIATION ** 2) / ((1 - SIGMA) ** 2 * DEVIATION ** 2 + SIGMA ** 2);

/** The exact flow of three independent Gaussian values, and its derivative in closed form. */
const flow: DifferentiableFlow = {
  ...mixtureFlow([{ weight: 1, mean: [0, 0, 0], deviation: [DEVIATION, DEVIATION, DEVIATION] }]),
  pullback: (_z, sigma, cotangent) =>
    Promise.resolve(cotangent.map((value) => (value * (1 - lambda)) / sigma)),
};

const target = Float32Array.of(1, -2, 0.5);
const loss = pixelLoss({ picture: target, mask: Float32Array.of(1) });
const start = Float32Array.of(0, 0, 0);

function run(change: Partial<OptimiseSettings> = {}, from: Point = start) {
  const settings = { sigma: SIGMA, steps: 200, learningRate: 0.05, ...change };
  return Array.fromAsync(optimise(flow, from, loss, settings));
}

test('the prediction comes to the visual prompt, and every state is told', async () => {
  const states = await run();
  expect(states.length).toBe(201);
  expect(states[0]?.imageLoss).toBeCloseTo((1 + 4 + 0.25) / 3, 5);
  expect(states.at(-1)?.imageLoss).toBeLessThan(1e-4);
  for (const [i, value] of target.entries()) {
    expect(states.at(-1)?.z[i]).toBeCloseTo(value / lambda, 1);
  }
});

test('a strong prior keeps the point with its cluster', async () => {
  const members = [Float32Array.of(0.1, 0, 0), Float32Array.of(-0.1, 0.1, 0)];
  const prior = { beta: 50, group: new GroupPrior(members, 1) };
  const states = await run({ prior });
  const { z } = states.at(-1) as OptimiseStep;
  expect(Math.hypot(...z)).toBeLessThan(0.3);
  expect(states.at(-1)?.loss).toBeLessThan(states[0]?.loss as number);
});

test('unusable settings and a flow that is not finite are errors', async () => {
  await expect(run({ steps: 0 })).rejects.toThrow('whole number from 1');
  await expect(run({ sigma: 1.5 })).rejects.toThrow('not between 0 and 1');
  const broken = { ...flow, velocity: (z: Point) => Promise.resolve(z.map(() => Number.NaN)) };
  const settings = { sigma: SIGMA, steps: 3, learningRate: 0.05 };
  const states = Array.fromAsync(optimise(broken, start, loss, settings));
  await expect(states).rejects.toThrow('not finite');
});

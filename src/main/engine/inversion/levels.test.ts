import { expect, test } from 'vitest';
import type { Flow, Point } from '../sampling/flow.ts';
import { integrate } from '../sampling/integrate.ts';
import { mixtureFlow } from '../sampling/mixture-flow.ts';
import { odeInversion } from './baselines.ts';
import { invertByLevels } from './levels.ts';
import { distance } from './points.ts';

const exact = mixtureFlow([
  { weight: 0.5, mean: [2, 1], deviation: [0.6, 1] },
  { weight: 0.5, mean: [-2, 0], deviation: [1, 0.4] },
]);
const y = Float32Array.of(0.7, 0.9);
const sigma = 0.5;

const back = (z: Point, steps: number) =>
  integrate(exact, z, { from: sigma, to: 0, steps, order: 1 });

test('Euler steps down come back to the point, far nearer than after Euler steps up', async () => {
  const steps = 16;
  const levels = await back(await invertByLevels(exact, y, { sigma, steps }), steps);
  const ode = await back(await odeInversion(exact, y, { sigma, steps }, 1), steps);
  expect(distance(levels, y)).toBeLessThan(0.05 * distance(ode, y));
});

test('it takes one evaluation a level, and one more at the first two', async () => {
  let evaluations = 0;
  const counted: Flow = {
    shape: exact.shape,
    velocity: (...call) => {
      evaluations++;
      return exact.velocity(...call);
    },
  };
  await invertByLevels(counted, y, { sigma, steps: 6 });
  expect(evaluations).toBe(8);
});

test('more steps come nearer', async () => {
  const error = async (steps: number) =>
    distance(await back(await invertByLevels(exact, y, { sigma, steps }), steps), y);
  expect(await error(16)).toBeLessThan(0.5 * (await error(6)));
});

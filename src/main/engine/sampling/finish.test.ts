import { expect, test } from 'vitest';
import { finish } from './finish.ts';
import { jump } from './flow.ts';
import { mixtureFlow } from './mixture-flow.ts';

const [mu, s] = [0.4, 0.7];
const flow = mixtureFlow([{ weight: 1, mean: [mu], deviation: [s] }]);
const [z, sigma] = [Float32Array.of(1.1), 0.6];

test('no steps are the one-step prediction, and one step is the same', async () => {
  const prediction = jump(z, await flow.velocity(z, sigma), sigma);
  expect(await finish(flow, z, sigma, 0)).toEqual(prediction);
  expect((await finish(flow, z, sigma, 1))[0]).toBeCloseTo(prediction[0] as number, 6);
});

test('many steps follow the flow, which keeps the place of a point in its Gaussian', async () => {
  // In deviations from the mean, a point of the exact flow stays where it is.
  const place = ((z[0] as number) - (1 - sigma) * mu) / Math.hypot((1 - sigma) * s, sigma);
  expect((await finish(flow, z, sigma, 400))[0]).toBeCloseTo(mu + place * s, 2);
  const error = async (steps: number) =>
    Math.abs(((await finish(flow, z, sigma, steps))[0] as number) - (mu + place * s));
  expect(await error(20)).toBeLessThan(await error(5));
});

import { expect, test } from 'vitest';
import { finish } from './finish.ts';
import { jump } from './flow.ts';
import { mixtureFlow } from './mixture-flow.ts';

const flow = mixtureFlow([{ weight: 1, mean: [0.4], deviation: [0.7] }]);
const [z, sigma] = [Float32Array.of(1.1), 0.6];

test('no steps are the one-step prediction, one step is the same, and more are others', async () => {
  const prediction = jump(z, await flow.velocity(z, sigma), sigma);
  expect(await finish(flow, z, sigma, 0)).toEqual(prediction);
  expect((await finish(flow, z, sigma, 1))[0]).toBeCloseTo(prediction[0] as number, 6);
  expect((await finish(flow, z, sigma, 4))[0]).not.toBeCloseTo(prediction[0] as number, 2);
});

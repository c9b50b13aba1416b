import { describe, expect, test } from 'vitest';
import type { Flow } from './flow.ts';
import { integrate } from './integrate.ts';
import { mixtureFlow } from './mixture-flow.ts';

const [mu, s] = [0.4, 0.7];
const exact = mixtureFlow([{ weight: 1, mean: [mu], deviation: [s] }]);

/** Where the exact flow takes a point: its place in its Gaussian, in deviations, stays the same. */
function exactEnd(z: number, from: number, to: number): number {
  const deviation = (sigma: number) => Math.hypot((1 - sigma) * s, sigma);
  return (1 - to) * mu + ((z - (1 - from) * mu) / deviation(from)) * deviation(to);
}

async function error(from: number, to: number, steps: number, order: 1 | 2): Promise<number> {
  const end = await integrate(exact, Float32Array.of(1.1), { from, to, steps, order });
  return Math.abs((end[0] as number) - exactEnd(1.1, from, to));
}

describe.each([
  ['down', 0.6, 0],
  ['up', 0, 0.6],
])('%s', (_direction, from, to) => {
  test('Euler comes near in proportion to the steps, the midpoint rule to their square', async () => {
    expect(await error(from, to, 400, 1)).toBeLessThan(0.005);
    const euler = (await error(from, to, 10, 1)) / (await error(from, to, 40, 1));
    expect(euler).toBeGreaterThan(3);
    expect(euler).toBeLessThan(5.5);
    const midpoint = (await error(from, to, 5, 2)) / (await error(from, to, 20, 2));
    expect(midpoint).toBeGreaterThan(10);
  });
});

test('a step takes as many evaluations as its order', async () => {
  for (const order of [1, 2] as const) {
    let evaluations = 0;
    const counted: Flow = {
      ...exact,
      velocity: (...arguments_) => {
        evaluations++;
        return exact.velocity(...arguments_);
      },
    };
    await integrate(counted, Float32Array.of(1), { from: 0.5, to: 0, steps: 7, order });
    expect(evaluations).toBe(7 * order);
  }
});

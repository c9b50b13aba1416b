import { describe, expect, test } from 'vitest';
import { integrate } from '../sampling/integrate.ts';
import { mixtureFlow } from '../sampling/mixture-flow.ts';
import { Random } from '../sampling/random.ts';
import { mixWithNoise, odeInversion, steppedFixedPoint } from './baselines.ts';
import { InversionError } from './settings.ts';

const flow = mixtureFlow([
  { weight: 0.5, mean: [1, 0], deviation: [0.4, 0.6] },
  { weight: 0.5, mean: [-1, 0.5], deviation: [0.5, 0.3] },
]);
const y = Float32Array.of(0.7, 0.2);
const sigma = 0.5;

/** How far from the picture its inversion samples back to, by Euler steps. */
async function error(z: Float32Array<ArrayBuffer>, steps: number, order: 1 | 2 = 1) {
  const back = await integrate(flow, z, { from: sigma, to: 0, steps, order });
  return Math.hypot(...back.map((value, i) => value - (y[i] as number)));
}

describe('inversion and back', () => {
  test('by Euler steps comes near with many of them', async () => {
    const run = async (steps: number) =>
      error(await odeInversion(flow, y, { sigma, steps }, 1), steps);
    expect(await run(200)).toBeLessThan(0.01);
    expect(await run(5)).toBeGreaterThan(3 * (await run(50)));
  });

  test('by the midpoint rule is nearer for as many evaluations', async () => {
    const euler = await error(await odeInversion(flow, y, { sigma, steps: 20 }, 1), 20);
    const midpoint = await error(await odeInversion(flow, y, { sigma, steps: 10 }, 2), 10, 2);
    expect(midpoint).toBeLessThan(euler / 2);
  });

  test('with every step solved is exact, however few there are', async () => {
    const settings = { sigma, steps: 8 };
    const solved = await error(await steppedFixedPoint(flow, y, settings, 12), 8);
    expect(solved).toBeLessThan(1e-4);
    expect(solved).toBeLessThan((await error(await odeInversion(flow, y, settings, 1), 8)) / 100);
  });
});

test('mixing with noise has the moments of the noisy picture', () => {
  const even = new Float32Array(20_000).fill(0.8);
  const mixed = mixWithNoise(even, 0.3, new Random(2));
  const mean = mixed.reduce((sum, value) => sum + value, 0) / mixed.length;
  const variance = mixed.reduce((sum, value) => sum + (value - mean) ** 2, 0) / mixed.length;
  expect(mean).toBeCloseTo(0.7 * 0.8, 2);
  expect(variance).toBeCloseTo(0.09, 2);
});

test('settings that make no sense are refused', () => {
  expect(() => odeInversion(flow, y, { sigma: 0, steps: 3 }, 1)).toThrow(InversionError);
  expect(() => odeInversion(flow, y, { sigma, steps: 0 }, 1)).toThrow('0 iterations');
  expect(() => mixWithNoise(y, 1.2, new Random(1))).toThrow('σ 1.2');
});

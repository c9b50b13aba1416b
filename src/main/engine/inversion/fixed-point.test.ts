import { describe, expect, test } from 'vitest';
import type { Flow } from '../sampling/flow.ts';
import { mixtureFlow } from '../sampling/mixture-flow.ts';
import { findClusters } from './clusters.ts';
import { type FixedPointSettings, solveFixedPoint } from './fixed-point.ts';
import { oscillate } from './oscillation.ts';

const wide: Flow = mixtureFlow([
  { weight: 1, mean: [0, 0, 0, 0, 0], deviation: [9, 5, 1, 0.5, 0.2] },
]);
const y = Float32Array.of(1, -0.5, 0.3, 0.2, -0.1);
const settings: FixedPointSettings = {
  sigma: 0.6,
  iterations: 40,
  step: 0.7,
  memory: 0,
  tolerance: 1e-5,
};

const solve = (given: Partial<FixedPointSettings>) =>
  Array.fromAsync(solveFixedPoint(wide, y, { ...settings, ...given }));

describe('the exact fixed point', () => {
  test('is found by the relaxed iteration where the plain one oscillates', async () => {
    const plain = await Array.fromAsync(
      oscillate(wide, [y], { sigma: 0.6, iterations: 40, fineStep: 1 }),
    );
    expect(plain.at(-1)?.residual).toBeGreaterThan(0.1);
    const relaxed = await solve({ iterations: 400 });
    expect(relaxed.at(-1)?.residual).toBeLessThan(1e-4);
    // D(z) = y, solved coordinate by coordinate: z = y/gain.
    const s = 5;
    const gain = (0.4 * s * s) / (0.16 * s * s + 0.36);
    expect(relaxed.at(-1)?.z[1]).toBeCloseTo(-0.5 / gain, 3);
  });

  test('is reached in far fewer evaluations with Anderson acceleration', async () => {
    const relaxed = await solve({ iterations: 400, tolerance: 1e-4 });
    const accelerated = await solve({ memory: 5, tolerance: 1e-4 });
    expect(accelerated.at(-1)?.residual).toBeLessThan(1e-4);
    expect(accelerated.length).toBeLessThan(relaxed.length / 4);
  });

  test('is near the mean of the clusters (Theorem 2)', async () => {
    const flow = mixtureFlow([{ weight: 1, mean: [0, 0], deviation: [20, 8] }]);
    const start = Float32Array.of(0.7, -0.4);
    const plain = await Array.fromAsync(
      oscillate(flow, [start], { sigma: 0.502, iterations: 30, fineStep: 1 }),
    );
    const outcome = findClusters(plain.map(({ z }) => z));
    expect(outcome.kind).toBe('oscillates');
    const exact = await Array.fromAsync(
      solveFixedPoint(flow, start, { ...settings, sigma: 0.502 }),
    );
    if (outcome.kind !== 'oscillates') return;
    for (const axis of [0, 1]) {
      expect(outcome.mean[axis]).toBeCloseTo(exact.at(-1)?.z[axis] as number, 1);
    }
  });
});

test('it stops when it is near enough', async () => {
  const found = await solve({ memory: 3, tolerance: 0.05 });
  expect(found.length).toBeLessThan(15);
  expect(found.at(-1)?.residual).toBeLessThanOrEqual(0.05);
});

test('a step of 0, and a step too large, are said', async () => {
  await expect(solve({ step: 0 })).rejects.toThrow('step of 0');
  await expect(solve({ step: 50, iterations: 500 })).rejects.toThrow('Take a step below 50');
});

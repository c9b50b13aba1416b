import { describe, expect, test } from 'vitest';
import type { Flow, Point } from '../sampling/flow.ts';
import { mixtureFlow } from '../sampling/mixture-flow.ts';
import { Random } from '../sampling/random.ts';
import { findClusters } from './clusters.ts';
import { type Iterate, oscillate } from './oscillation.ts';
import { along } from './points.ts';
import { InversionError } from './settings.ts';

/** The exact flow of Gaussian data with independent coordinates around 0. */
const gaussian = (...deviation: number[]): Flow =>
  mixtureFlow([{ weight: 1, mean: deviation.map(() => 0), deviation }]);

/** Eigenvalue of the iteration along a direction of deviation `s` (EQUATIONS, section 2). */
const rho = (sigma: number, s: number) =>
  (sigma ** 2 - sigma * (1 - sigma) * s * s) / ((1 - sigma) ** 2 * s * s + sigma ** 2);

/** Eigenvalue of `J_D`. */
const lambda = (sigma: number, s: number) => 1 - rho(sigma, s);

async function run(
  flow: Flow,
  inverted: readonly Point[],
  sigma: number,
  iterations = 30,
  fineStep = 1,
): Promise<Iterate[]> {
  return Array.fromAsync(oscillate(flow, inverted, { sigma, iterations, fineStep }));
}

describe('on Gaussian data', () => {
  test.each([
    [0.3, 0.5],
    [0.5, 1.5],
    [0.5, 20],
    [0.6, 2],
    [0.7, 3],
    [0.8, 0.1],
  ])('at σ = %f and s = %f every step is ρ times the one before', async (sigma, s) => {
    const trajectory = await run(gaussian(s), [Float32Array.of(0.9)], sigma, 4);
    const [a, b, c] = trajectory.map(({ z }) => z[0] as number) as [number, number, number];
    expect((c - b) / (b - a)).toBeCloseTo(rho(sigma, s), 5);
  });

  test('it settles below the threshold in σ and oscillates above it', async () => {
    // |ρ| = 1 where s² = 2σ² / ((1−σ)(2σ−1)): σ = 0.6 at s = 3.
    const outcome = async (sigma: number) =>
      findClusters((await run(gaussian(3), [Float32Array.of(1)], sigma, 200)).map(({ z }) => z));
    expect(rho(0.6, 3)).toBeCloseTo(-1, 6);
    expect((await outcome(0.58)).kind).toBe('converged');
    expect(await outcome(0.602)).toMatchObject({ kind: 'oscillates', period: 2 });
  });

  test('it settles below the threshold in s and oscillates above it', async () => {
    const steps = async (s: number) => {
      const trajectory = await run(gaussian(s), [Float32Array.of(1)], 0.6, 60);
      const step = (k: number) =>
        Math.abs((trajectory[k + 1]?.z[0] as number) - (trajectory[k]?.z[0] as number));
      return step(58) / step(0);
    };
    expect(await steps(2.8)).toBeLessThan(1);
    expect(await steps(3.2)).toBeGreaterThan(1);
  });

  test.each([
    [0.3, 0.5],
    [0.45, 2],
    [0.5, 0.8],
  ])('at σ = %f and s = %f a group of two comes to the known centres', async (sigma, s) => {
    const [first, second] = [Float32Array.of(0.8), Float32Array.of(-0.3)];
    const trajectory = await run(gaussian(s), [first, second], sigma, 400);
    const late = trajectory.slice(-2);
    const difference = (values: (iterate: Iterate) => Point) =>
      Math.abs(
        (values(late[1] as Iterate)[0] as number) - (values(late[0] as Iterate)[0] as number),
      );
    const apart = (0.8 + 0.3) / (2 - lambda(sigma, s));
    expect(difference(({ z }) => z)).toBeCloseTo(apart, 5);
    expect(difference(({ prediction }) => prediction)).toBeCloseTo(lambda(sigma, s) * apart, 5);
    // The prediction of the mean centre is the mean of the pictures.
    const mean = (late[0]?.prediction[0] as number) + (late[1]?.prediction[0] as number);
    expect(mean / 2).toBeCloseTo((0.8 - 0.3) / 2, 5);
  });
});

test('on a mixture, groups are periodic with their size', async () => {
  const modes = [
    [3, 3],
    [3, -3],
    [-3, 3],
    [-3, -3],
  ].map((mean) => ({ weight: 0.25, mean, deviation: [0.3, 0.3] }));
  const pictures = [
    Float32Array.of(2.7, 3.2),
    Float32Array.of(-3.1, 2.8),
    Float32Array.of(-2.9, -3),
  ];
  for (const size of [2, 3]) {
    const trajectory = await run(mixtureFlow(modes), pictures.slice(0, size), 0.6);
    const outcome = findClusters(trajectory.map(({ z }) => z));
    expect(outcome).toMatchObject({ kind: 'oscillates', period: size });
  }
});

test('a fine step changes the path of detail alone, and not where it ends', async () => {
  // All pixels independent: nothing oscillates at σ = 0.4, and D is a plain shrinking.
  const [h, w] = [24, 24];
  const exact = gaussian(...new Array<number>(h * w).fill(1));
  const flow: Flow = { ...exact, shape: [1, h, w] };
  const even = new Float32Array(h * w).fill(0.5);
  const [plain, damped] = [await run(flow, [even], 0.4, 6), await run(flow, [even], 0.4, 6, 0.2)];
  expect(damped[5]?.z[100]).toBeCloseTo(plain[5]?.z[100] as number, 5);
  const noise = new Random(1).normals(h * w);
  const ends = [await run(flow, [noise], 0.4, 300), await run(flow, [noise], 0.4, 300, 0.2)];
  expect(ends[1]?.at(-1)?.z[100]).toBeCloseTo(ends[0]?.at(-1)?.z[100] as number, 4);
  const early = await run(flow, [noise], 0.4, 2, 0.2);
  const first = await run(flow, [noise], 0.4, 2);
  expect(early[1]?.z[100]).not.toBeCloseTo(first[1]?.z[100] as number, 2);
});

test('two runs are the same, bit for bit', async () => {
  const [flow, y] = [gaussian(1, 2, 3), Float32Array.of(0.1, -0.7, 0.4)];
  expect(await run(flow, [y], 0.55)).toEqual(await run(flow, [y], 0.55));
});

test('it can be stopped between evaluations', async () => {
  const stop = new AbortController();
  const seen: number[] = [];
  const listen = async () => {
    const settings = { sigma: 0.5, iterations: 30, fineStep: 1 };
    for await (const { index } of oscillate(
      gaussian(1),
      [along(Float32Array.of(1), Float32Array.of(2), 0.5)],
      settings,
      stop.signal,
    )) {
      seen.push(index);
      if (index === 3) stop.abort(new Error('enough'));
    }
  };
  await expect(listen()).rejects.toThrow('enough');
  expect(seen).toEqual([0, 1, 2, 3]);
});

describe('what cannot be inverted is an error that names it', () => {
  const y = Float32Array.of(1);
  test.each([
    ['σ of 0', 0, 30, 1, [y], 'σ 0'],
    ['σ of 1', 1, 30, 1, [y], 'σ 1'],
    ['σ that is no number', Number.NaN, 30, 1, [y], 'σ NaN'],
    ['no iterations', 0.5, 0, 1, [y], '0 iterations'],
    ['no pictures', 0.5, 30, 1, [], 'nothing to invert'],
    ['a picture of another size', 0.5, 30, 1, [y, Float32Array.of(1, 2)], 'picture 2 has 2 values'],
    ['a picture that is not finite', 0.5, 30, 1, [Float32Array.of(Number.NaN)], 'picture 1'],
    ['fine steps without a picture to be fine in', 0.5, 30, 0.5, [y], 'no fine detail'],
    ['a fine step of 0', 0.5, 30, 0, [y], 'fine step of 0'],
  ])('%s', async (_what, sigma, iterations, fineStep, inverted, message) => {
    const result = run(gaussian(1), inverted, sigma, iterations, fineStep);
    await expect(result).rejects.toThrow(InversionError);
    await expect(run(gaussian(1), inverted, sigma, iterations, fineStep)).rejects.toThrow(message);
  });

  test('a model whose answers are not finite', async () => {
    const broken: Flow = { shape: [1], velocity: async () => Float32Array.of(Number.NaN) };
    await expect(run(broken, [y], 0.5)).rejects.toThrow('weights may be damaged');
  });
});

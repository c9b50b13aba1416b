import { expect, test } from 'vitest';
import { syntheticConfigs } from '../../../../bench/synthetic-flux.ts';
import { bestBits, type PlannedRun, planMemory } from './memory-plan.ts';

const GIB = 2 ** 30;
const PARAMETERS = 11_891_178_560;
const { flux, autoencoder } = syntheticConfigs.full;

const run = (more: Partial<PlannedRun> = {}): PlannedRun => ({
  ...{ flux, autoencoder, bits: 4, transformerBytes: 7.1 * GIB, t5Bytes: 2.8 * GIB },
  ...{ width: 512, height: 512, textTokens: 256, work: 'invert', rank: 16 },
  ...more,
});
const bf16 = { bits: 16, transformerBytes: 2 * PARAMETERS };

test('FLUX.1-schnell in 4 bits stays in 24 GiB; in 16 it is read anew, and told to have fewer', () => {
  expect(planMemory(run(), 24 * GIB)).toMatchObject({ way: 'resident' });
  const streamed = planMemory(run(bf16), 24 * GIB);
  expect(streamed).toMatchObject({ way: 'streamed', fewerBits: 4 });
  const large = planMemory(run(bf16), 64 * GIB);
  expect(large).toMatchObject({ way: 'resident', fewerBits: undefined });
});

test('the way back takes more, and tuning more than optimising', () => {
  const [invert, optimise, tune] = (['invert', 'optimise', 'tune'] as const).map(
    (work) => planMemory(run({ work }), 24 * GIB).peak,
  ) as [number, number, number];
  expect(optimise).toBeGreaterThan(invert + GIB);
  expect(tune).toBeGreaterThan(optimise);
  const higher = planMemory(run({ work: 'tune', rank: 64 }), 24 * GIB).peak;
  expect(higher).toBeGreaterThan(tune);
});

test('what does not fit is refused', () => {
  const small = planMemory(run({ work: 'tune', width: 1024, height: 1024 }), 8 * GIB);
  expect(small).toMatchObject({ way: 'refused', memory: 8 * GIB });
  expect(small.peak).toBeGreaterThan(8 * GIB);
});

test('the most bits that stay in memory', () => {
  expect([128, 48, 32, 24, 8].map((gib) => bestBits(PARAMETERS, gib * GIB))).toEqual([
    16, 16, 8, 4, 4,
  ]);
});

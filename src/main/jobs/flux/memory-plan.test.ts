import { expect, test } from 'vitest';
import { syntheticConfigs } from '../../../../bench/synthetic-flux.ts';
import { type PlannedRun, planMemory } from './memory-plan.ts';

const GIB = 2 ** 30;
const PARAMETERS = 11_891_178_560;
const { flux, autoencoder } = syntheticConfigs.full;

const run = (more: Partial<PlannedRun> = {}): PlannedRun => ({
  ...{ flux, autoencoder, bits: 4, t5Bits: 4, transformerBytes: 7.1 * GIB, t5Bytes: 2.8 * GIB },
  ...{ width: 512, height: 512, textTokens: 256, work: 'invert', rank: 16 },
  ...more,
});
const on = (gib: number) => ({ bytes: gib * GIB, isGpu: false });
const bf16 = { bits: 16, transformerBytes: 2 * PARAMETERS };

test('FLUX.1-schnell in 4 bits stays in 24 GiB; in 16 it is read anew, and told to have fewer', () => {
  expect(planMemory(run(), on(24))).toMatchObject({ way: 'resident' });
  const streamed = planMemory(run(bf16), on(24));
  expect(streamed).toMatchObject({ way: 'streamed', fewerBits: 4 });
  const large = planMemory(run(bf16), on(64));
  expect(large).toMatchObject({ way: 'resident', fewerBits: undefined });
});

test('the way back takes more, and tuning more than optimising', () => {
  const [invert, optimise, tune] = (['invert', 'optimise', 'tune'] as const).map(
    (work) => planMemory(run({ work }), on(24)).peak,
  ) as [number, number, number];
  expect(optimise).toBeGreaterThan(invert + GIB);
  expect(tune).toBeGreaterThan(optimise);
  const higher = planMemory(run({ work: 'tune', rank: 64 }), on(24)).peak;
  expect(higher).toBeGreaterThan(tune);
});

test('what does not fit is refused', () => {
  const small = planMemory(run({ work: 'tune', width: 1024, height: 1024 }), on(8));
  expect(small).toMatchObject({ way: 'refused', memory: on(8) });
  expect(small.peak).toBeGreaterThan(8 * GIB);
});

test('fewer bits are told of only where they go a better way, the most of them that do', () => {
  const fewer = (more: Partial<PlannedRun>, gib: number) =>
    planMemory(run({ ...bf16, ...more }), on(gib)).fewerBits;
  expect([48, 32, 24].map((gib) => fewer({}, gib))).toEqual([undefined, 8, 4]);
  // In few bits, too, this is refused.
  const large = { work: 'tune', width: 2048, height: 2048 } as const;
  expect(planMemory(run(large), on(24)).way).toBe('refused');
  expect(fewer(large, 24)).toBeUndefined();
});

test('a model that is quantised is not to be quantised again', () => {
  const q8 = run({ bits: 8, transformerBytes: (PARAMETERS * 9.25) / 8 });
  expect(planMemory(q8, on(16))).toMatchObject({ way: 'streamed', fewerBits: undefined });
});

test('T5 counts by its own bits', () => {
  const t5 = { t5Bytes: 12 * GIB, transformerBytes: 2 * GIB };
  expect(planMemory(run({ ...t5, t5Bits: 16 }), on(24)).peak).toBeLessThan(4 * GIB);
  expect(planMemory(run({ ...t5, t5Bits: 8, bits: 16 }), on(24)).peak).toBe(12 * GIB);
});

test('a GPU holds all weights, in 16 bits too, and refuses what it cannot', () => {
  const gpu = (gib: number) => ({ bytes: gib * GIB, isGpu: true });
  const plan = planMemory(run(bf16), gpu(80));
  expect(plan).toMatchObject({ way: 'resident', weights: bf16.transformerBytes });
  const tuned = planMemory(run({ ...bf16, work: 'tune' }), gpu(80));
  expect(tuned.weights).toBe(2 * bf16.transformerBytes);
  expect(planMemory(run(bf16), gpu(24))).toMatchObject({ way: 'streamed', fewerBits: 8 });
  expect(planMemory(run(), gpu(12))).toMatchObject({ way: 'resident' });
  expect(planMemory(run(), gpu(4))).toMatchObject({ way: 'refused' });
});

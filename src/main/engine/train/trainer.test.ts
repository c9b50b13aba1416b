import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { concat, reshape, silu } from '../graph/ops/index.ts';
import type { Value } from '../graph/value.ts';
import { linear } from '../nn/linear.ts';
import type { Parameters } from '../nn/parameters.ts';
import { Random } from '../sampling/random.ts';
import { WeightsError } from '../weights/safetensors.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { initialWeights } from './initial-weights.ts';
import { Trainer, type TrainingOptions, type TrainingTask } from './trainer.ts';

const pending = { sum: 1.5, count: 2 };

let folder: string;
let trainers: Trainer[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-train-'));
  trainers = [];
});

afterEach(async () => {
  for (const trainer of trainers) await trainer.release();
  rmSync(folder, { recursive: true, force: true });
});

/** A small network over points of the plane. */
function velocity(weights: Parameters, z: Value, sigma: Value): Value {
  const level = reshape(sigma, [sigma.shape[0] ?? 0, 1]);
  const hidden = silu(linear(weights, 'in', concat([z, level], 1), { out: 32 }));
  return linear(weights, 'out', hidden, { out: 2 });
}

/** Points around (2, −1), at two batch sizes. */
const task: TrainingTask = {
  velocity,
  initial: (parameters) => initialWeights(parameters, 4),
  batches: [
    { shape: [64, 2], share: 0.5 },
    { shape: [16, 2], share: 0.5 },
  ],
  data: (step, [count = 0]) =>
    new Random(9, step).normals(2 * count, 0.1).map((value, i) => value + (i % 2 ? -1 : 2)),
};

const options: TrainingOptions = {
  seed: 1,
  learningRate: { peak: 0.01, warmup: 10, steps: 300, cooldown: 0.3 },
  adam: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0 },
  clipNorm: 1,
  averaging: 0.9,
};

function newTrainer(given = options): Trainer {
  const trainer = new Trainer(task, given, { provider: 'cpu', threads: 1 });
  trainers.push(trainer);
  return trainer;
}

test('the loss falls to what the data leave open', async () => {
  const trainer = newTrainer();
  const losses: number[] = [];
  for (let i = 0; i < 300; i++) losses.push((await trainer.step()).loss);
  const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  expect(mean(losses.slice(0, 10))).toBeGreaterThan(2);
  // Nearly all data are at one point, so the noise can nearly be told from z, but for σ near 0.
  expect(mean(losses.slice(-50))).toBeLessThan(0.5);
});

test('a training continued from its checkpoint is the same, bit for bit', async () => {
  const path = join(folder, 'checkpoint.safetensors');
  const whole = newTrainer();
  const expected = [];
  for (let i = 0; i < 8; i++) {
    if (i === 5) writeCheckpoint(path, whole, 'a training', pending);
    expected.push(await whole.step());
  }
  const resumed = newTrainer();
  expect(readCheckpoint(path, resumed, 'a training')).toEqual(pending);
  for (let i = 5; i < 8; i++) expect(await resumed.step()).toEqual(expected[i]);
  expect(resumed.values).toEqual(whole.values);
  expect(resumed.averages).toEqual(whole.averages);
});

test('a checkpoint of another training is refused', async () => {
  const path = join(folder, 'checkpoint.safetensors');
  const trainer = newTrainer();
  writeCheckpoint(path, trainer, 'one', pending);
  expect(() => readCheckpoint(path, trainer, 'another')).toThrow(WeightsError);
});

test('a damaged checkpoint is said, and the trainer stays as it was', async () => {
  const path = join(folder, 'checkpoint.safetensors');
  const trainer = newTrainer();
  writeSafetensors(path, new Map(), { identity: 'a training', state: '{"step":' });
  expect(() => readCheckpoint(path, trainer, 'a training')).toThrow('is damaged');
  const state = JSON.stringify({ step: 4, pending });
  writeSafetensors(path, new Map(), { identity: 'a training', state });
  expect(() => readCheckpoint(path, trainer, 'a training')).toThrow(WeightsError);
  expect(trainer.optimiser.steps).toBe(0);
});

test.runIf(process.platform === 'linux')(
  'a full disk is said, and the checkpoint before it stays (needs /dev/full of Linux)',
  async () => {
    const path = join(folder, 'checkpoint.safetensors');
    const trainer = newTrainer();
    writeCheckpoint(path, trainer, 'a training', pending);
    await trainer.step();
    symlinkSync('/dev/full', `${path}.${process.pid}.part`);
    expect(() => writeCheckpoint(path, trainer, 'a training', pending)).toThrow('ENOSPC');
    expect(readdirSync(folder)).toEqual(['checkpoint.safetensors']);
    readCheckpoint(path, trainer, 'a training');
    expect(trainer.optimiser.steps).toBe(0);
  },
);

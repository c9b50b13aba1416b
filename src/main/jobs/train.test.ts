import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HourglassConfig } from '../engine/models/hourglass.ts';
import { tinyHourglass as config } from '../engine/models/hourglass-fixture.ts';
import { Sessions } from '../engine/runtime/sessions.ts';
import { modelFlow } from '../engine/sampling/model-flow.ts';
import { Random } from '../engine/sampling/random.ts';
import { WeightsError } from '../engine/weights/safetensors.ts';
import { NoPhotosError } from '../photo/photo-folder.ts';
import { embeddedModel } from './embedded-model.ts';
import { type TrainEvent, type TrainJob, train } from './train.ts';

const sessionOptions = { provider: 'cpu', threads: 2 } as const;

let folder: string;
let job: TrainJob;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-train-'));
  const data = join(folder, 'photos');
  mkdirSync(data);
  for (let i = 0; i < 3; i++) await writePhoto(join(data, `${i}.png`), i);
  job = { data, out: join(folder, 'out'), config, steps: 50, seed: 1, peakLearningRate: 1e-3 };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function writePhoto(path: string, seed: number, width = 300, height = 280): Promise<void> {
  const random = new Random(seed);
  const data = Uint8Array.from({ length: 3 * width * height }, () => random.below(256));
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(path);
}

function run(given = job, signal = new AbortController().signal) {
  const events: TrainEvent[] = [];
  const result = train(given, sessionOptions, (event) => events.push(event), signal);
  return { events, result };
}

const metrics = (out: string): { step: number; loss?: number; heldOut?: object }[] =>
  readFileSync(join(out, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('a training leaves a model that runs, its metrics and a sample sheet', async () => {
  const { events, result } = run();
  expect((await result).map(({ sigma }) => sigma)).toEqual([0.2, 0.3, 0.5, 0.7]);
  expect(metrics(job.out).map(({ step }) => step)).toEqual([25, 50, 50]);
  expect(events.map(({ kind }) => kind)).toContain('measured');
  const sheet = await sharp(join(job.out, 'samples/step-000050.png')).metadata();
  expect(sheet.width).toBe(9 * (128 + 4) + 4);
  const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });
  const flow = modelFlow(embeddedModel({ width: 64, height: 72 }, job.out), sessions);
  const velocity = await flow.velocity(new Float32Array(3 * 64 * 72), 0.5);
  expect(velocity.every(Number.isFinite)).toBe(true);
  await sessions.release();
});

describe('a training that is stopped goes on along the same curve', () => {
  const curve = (out: string) =>
    metrics(out).map(({ step, loss, heldOut }) => ({ step, loss, heldOut }));

  test('when it is asked to stop, at any step', async () => {
    await run().result;
    const stopped = { ...job, out: join(folder, 'stopped') };
    const stop = new AbortController();
    let steps = 0;
    const asked = train(stopped, sessionOptions, onStep, stop.signal);
    function onStep({ kind }: TrainEvent) {
      if (kind === 'step' && ++steps === 1) setTimeout(() => stop.abort(new Error('stopped')), 60);
    }
    await expect(asked).rejects.toThrow('stopped');
    const { events, result } = run(stopped);
    await result;
    expect(events.some(({ kind }) => kind === 'resumed')).toBe(true);
    expect(curve(stopped.out)).toEqual(curve(job.out));
  });

  test('when it was killed before its first checkpoint, while a line was written', async () => {
    await run().result;
    const killed = { ...job, out: join(folder, 'killed') };
    mkdirSync(killed.out);
    writeFileSync(join(killed.out, 'metrics.jsonl'), '{"step":25,"loss":9}\n{"step":50,"lo');
    await run(killed).result;
    expect(curve(killed.out)).toEqual(curve(job.out));
  });
});

test('a damaged line of metrics is named', async () => {
  await run({ ...job, steps: 1 }).result;
  writeFileSync(join(job.out, 'metrics.jsonl'), 'x\n');
  await expect(run({ ...job, steps: 2 }).result).rejects.toThrow('line 1 of');
});

test('the same command a second time measures, and asking for less is refused', async () => {
  const first = await run({ ...job, steps: 3 }).result;
  const before = metrics(job.out);
  expect(await run({ ...job, steps: 3 }).result).toEqual(first);
  expect(metrics(job.out)).toEqual(before);
  await expect(run({ ...job, steps: 2 }).result).rejects.toThrow('at step 3 already');
});

test('a model that no training goes on from is not replaced', async () => {
  mkdirSync(job.out);
  writeFileSync(join(job.out, 'model.safetensors'), 'a model');
  await expect(run().result).rejects.toThrow('Give another --out');
  expect(readFileSync(join(job.out, 'model.safetensors'), 'utf8')).toBe('a model');
});

test('small photos are trained on in the sizes that they have', async () => {
  const small = { ...job, data: join(folder, 'small'), steps: 12 };
  mkdirSync(small.data);
  for (let i = 0; i < 2; i++) await writePhoto(join(small.data, `${i}.png`), i, 130, 128);
  await run(small).result;
  const tiny = { ...small, data: join(folder, 'tiny') };
  mkdirSync(tiny.data);
  for (let i = 0; i < 2; i++) await writePhoto(join(tiny.data, `${i}.png`), i, 100, 100);
  await expect(run(tiny).result).rejects.toThrow('128 pixels or more');
});

test('a training can start from the weights of another', async () => {
  await run().result;
  const from = join(job.out, 'model.safetensors');
  const [known, fresh] = [
    await run({ ...job, steps: 1, seed: 5, from, out: join(folder, 'known') }).result,
    await run({ ...job, steps: 1, seed: 5, out: join(folder, 'fresh') }).result,
  ];
  expect(known[0]?.loss).toBeLessThan(fresh[0]?.loss as number);
  const other: HourglassConfig = {
    ...config,
    levels: [{ channels: 8, blocks: 1 }, config.levels[1]],
  };
  const misfit = { ...job, config: other, from, out: join(folder, 'other') };
  await expect(run(misfit).result).rejects.toThrow('does not fit this model');
});

test('files that are no photos are named and skipped', async () => {
  const broken = join(job.data, 'broken.jpg');
  writeFileSync(broken, 'no photo at all');
  const { events, result } = run({ ...job, steps: 1 });
  await result;
  const read = events.find(({ kind }) => kind === 'read');
  expect(read).toMatchObject({ photos: 3, skipped: [expect.stringContaining(broken)], leftOut: 0 });
});

test('a folder without photos, or with too few, is said', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  await expect(run({ ...job, data: empty }).result).rejects.toThrow(NoPhotosError);
  await writePhoto(join(empty, 'one.png'), 1);
  await expect(run({ ...job, data: empty }).result).rejects.toThrow('two or more');
});

test('a checkpoint of another training is refused and kept', async () => {
  await run({ ...job, steps: 1 }).result;
  const read = () =>
    ['checkpoint.safetensors', 'config.json'].map((name) => readFileSync(join(job.out, name)));
  const before = read();
  const other = { ...config, sigmaData: 0.4 };
  for (const change of [{ seed: 2 }, { peakLearningRate: 1e-4 }, { config: other }]) {
    await expect(run({ ...job, ...change }).result).rejects.toThrow(WeightsError);
  }
  expect(read()).toEqual(before);
});

import { createHash } from 'node:crypto';
import { type HourglassConfig, hourglass } from '../engine/models/hourglass.ts';
import type { SessionOptions } from '../engine/runtime/session.ts';
import { readCheckpoint, writeCheckpoint } from '../engine/train/checkpoint.ts';
import { Crops, cut, type Picture } from '../engine/train/crops.ts';
import { HeldOut, type HeldOutResult } from '../engine/train/held-out.ts';
import { initialWeights } from '../engine/train/initial-weights.ts';
import { readModelWeights, writeModelWeights } from '../engine/train/model-weights.ts';
import {
  type BatchKind,
  type StepReport,
  Trainer,
  type TrainingOptions,
  type TrainingTask,
} from '../engine/train/trainer.ts';
import { writeSheet } from '../photo/sheet.ts';
import { TrainingFolder } from './training-folder.ts';
import { HELD_OUT_SIDE, readTrainingPhotos } from './training-photos.ts';

/** About 65,000 pixels each: many small pictures for detail, some large for the whole. */
const BATCHES: readonly BatchKind[] = [
  { shape: [16, 3, 64, 64], share: 0.45 },
  { shape: [4, 3, 128, 128], share: 0.4 },
  { shape: [1, 3, 256, 256], share: 0.15 },
];

/** Noise levels that the model is measured at. */
const SIGMAS = [0.2, 0.3, 0.5, 0.7];

/** Steps between two measurements, each with a checkpoint and a sample sheet. */
const MEASURE_EVERY = 500;

/** Steps between two lines of metrics. */
const RECORD_EVERY = 25;

const SHEET_ROWS = 6;

export interface TrainJob {
  /** Folder of photos. */
  readonly data: string;
  /** Where checkpoint, model, metrics and samples go; a training found there goes on. */
  readonly out: string;
  readonly config: HourglassConfig;
  /** Weights of the same config to start from; random ones otherwise. */
  readonly from?: string;
  readonly steps: number;
  readonly seed: number;
  readonly peakLearningRate: number;
}

export type TrainEvent =
  | { readonly kind: 'reading'; readonly done: number; readonly of: number }
  | {
      readonly kind: 'read';
      readonly photos: number;
      readonly skipped: readonly string[];
      readonly leftOut: number;
    }
  | { readonly kind: 'resumed'; readonly step: number }
  | ({ readonly kind: 'step'; readonly millisecondsPerStep: number } & StepReport)
  | { readonly kind: 'measured'; readonly step: number; readonly heldOut: HeldOutRow[] };

type HeldOutRow = Pick<HeldOutResult, 'sigma' | 'loss' | 'psnr'>;

/**
 * Trains a model on a folder of photos, or goes on with the training in `out`.
 * @param signal stops it after the step at hand, with a checkpoint of it
 * @throws NoPhotosError, TooSmallError where the photos cannot be trained on; WeightsError where the
 *   checkpoint in `out` is of another training
 */
export async function train(
  job: TrainJob,
  sessionOptions: SessionOptions,
  tell: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<HeldOutRow[]> {
  const photos = await readTrainingPhotos(
    job.data,
    (done, of) => tell({ kind: 'reading', done, of }),
    signal,
  );
  const { trained, heldOut, skipped, leftOut } = photos;
  tell({ kind: 'read', photos: trained.length + heldOut.length, skipped, leftOut });
  const crops = new Crops(trained, job.seed);
  const task: TrainingTask = {
    velocity: (weights, z, sigma) => hourglass(weights, job.config, { z, sigma }),
    initial: (parameters) =>
      job.from ? readModelWeights(job.from, parameters) : initialWeights(parameters, job.seed),
    batches: BATCHES,
    data: (step, [count = 0, , size = 0]) => crops.batch(step, count, size),
  };
  const folder = new TrainingFolder(job.out);
  folder.writeConfig(job.config);
  const trainer = new Trainer(task, options(job), sessionOptions);
  const identity = identityOf(job);
  if (folder.hasCheckpoint) {
    readCheckpoint(folder.checkpoint, trainer, identity);
    folder.forgetAfter(trainer.optimiser.steps);
    tell({ kind: 'resumed', step: trainer.optimiser.steps });
  }
  const measured = new HeldOut(
    centres(heldOut),
    [heldOut.length, 3, HELD_OUT_SIDE, HELD_OUT_SIDE],
    task,
    sessionOptions,
  );
  const save = () => {
    writeCheckpoint(folder.checkpoint, trainer, identity);
    writeModelWeights(folder.weights, trainer.parameters, trainer.averages);
  };
  const measure = async () => {
    save();
    const step = trainer.optimiser.steps;
    const results = await measured.measure(trainer.averages, SIGMAS);
    await writeSheet(folder.sampleSheet(step), sheet(centres(heldOut), results), HELD_OUT_SIDE);
    const rows = results.map(({ sigma, loss, psnr }) => ({ sigma, loss, psnr }));
    folder.record({ step, heldOut: rows } as { step: number });
    tell({ kind: 'measured', step, heldOut: rows });
    return rows;
  };

  let since = { losses: 0, count: 0, start: performance.now() };
  while (trainer.optimiser.steps < job.steps) {
    if (signal.aborted) {
      save();
      signal.throwIfAborted();
    }
    const report = await trainer.step();
    since.losses += report.loss;
    since.count++;
    if (report.step % RECORD_EVERY === 0) {
      const mean = { ...report, loss: since.losses / since.count };
      const millisecondsPerStep = (performance.now() - since.start) / since.count;
      folder.record({ ...mean, millisecondsPerStep } as StepReport);
      tell({ kind: 'step', ...mean, millisecondsPerStep });
      since = { losses: 0, count: 0, start: performance.now() };
    }
    if (report.step % MEASURE_EVERY === 0 && report.step < job.steps) {
      await measure();
      since.start = performance.now();
    }
  }
  const rows = await measure();
  await trainer.release();
  await measured.release();
  return rows;
}

function options({ seed, steps, peakLearningRate }: TrainJob): TrainingOptions {
  return {
    seed,
    learningRate: { peak: peakLearningRate, warmup: 200, steps, cooldown: 0.35 },
    adam: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01 },
    clipNorm: 1,
    averaging: 0.999,
  };
}

/** All that a training depends on but its length, which may grow, and its photos. */
function identityOf({ config, seed }: TrainJob): string {
  const text = JSON.stringify({ config, seed, batches: BATCHES });
  return createHash('sha256').update(text).digest('hex');
}

/** The middle of every picture, `[n, 3, side, side]` in [−1, 1]. */
function centres(pictures: readonly Picture[]): Float32Array<ArrayBuffer> {
  const size = 3 * HELD_OUT_SIDE ** 2;
  const values = new Float32Array(pictures.length * size);
  for (const [index, picture] of pictures.entries()) {
    const left = Math.floor((picture.width - HELD_OUT_SIDE) / 2);
    const top = Math.floor((picture.height - HELD_OUT_SIDE) / 2);
    const square = { left, top, size: HELD_OUT_SIDE, flipped: false };
    cut(picture, square, undefined, values.subarray(index * size, (index + 1) * size));
  }
  return values;
}

/** A row for each picture: itself, then with noise and without for every level. */
function sheet(pictures: Float32Array, results: readonly HeldOutResult[]): Float32Array[][] {
  const size = 3 * HELD_OUT_SIDE ** 2;
  const rows = Math.min(SHEET_ROWS, pictures.length / size);
  return Array.from({ length: rows }, (_, row) => {
    const of = (values: Float32Array) => values.subarray(row * size, (row + 1) * size);
    return [
      of(pictures),
      ...results.flatMap(({ noisy, predictions }) => [of(noisy), of(predictions)]),
    ];
  });
}

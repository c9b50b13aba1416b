import { createHash } from 'node:crypto';
import { type HourglassConfig, hourglass } from '../engine/models/hourglass.ts';
import type { SessionOptions } from '../engine/runtime/session.ts';
import { type PendingLosses, readCheckpoint, writeCheckpoint } from '../engine/train/checkpoint.ts';
import { Crops, cut, type Picture } from '../engine/train/crops.ts';
import { HeldOut, type HeldOutResult } from '../engine/train/held-out.ts';
import { initialWeights } from '../engine/train/initial-weights.ts';
import { learningRate } from '../engine/train/learning-rate.ts';
import { readModelWeights, writeModelWeights } from '../engine/train/model-weights.ts';
import { OptimiserError } from '../engine/train/optimiser.ts';
import {
  type BatchKind,
  type StepReport,
  Trainer,
  type TrainingOptions,
  type TrainingTask,
} from '../engine/train/trainer.ts';
import type { Planes } from '../photo/planes.ts';
import { writeSheet } from '../photo/sheet.ts';
import { type HeldOutRow, TrainingError, TrainingFolder } from './training-folder.ts';
import { HELD_OUT_SIDE, readTrainingPhotos } from './training-photos.ts';

const SMALLEST_CROP = 64;

/**
 * About 65,000 pixels each: many small pictures for detail, some large for the whole. Those that no
 * photo is large enough for are left out.
 */
const BATCHES: readonly BatchKind[] = [
  { shape: [16, 3, SMALLEST_CROP, SMALLEST_CROP], share: 0.45 },
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
  | { readonly kind: 'measured'; readonly step: number; readonly heldOut: readonly HeldOutRow[] };

/**
 * Trains a model on a folder of photos, or goes on with the training in `out`.
 * @param signal stops it after the step at hand, with a checkpoint of it
 * @throws NoPhotosError, TooSmallError where the photos cannot be trained on; WeightsError where the
 *   checkpoint in `out` is of another training; TrainingError where `out` cannot be used, or is
 *   further than asked for
 */
export async function train(
  job: TrainJob,
  sessionOptions: SessionOptions,
  tell: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<readonly HeldOutRow[]> {
  const folder = new TrainingFolder(job.out);
  const { trained, heldOut, skipped, leftOut } = await readTrainingPhotos(
    job.data,
    (done, of) => tell({ kind: 'reading', done, of }),
    signal,
  );
  tell({ kind: 'read', photos: trained.length + heldOut.length, skipped, leftOut });
  const pictures = centres(heldOut);
  const crops = new Crops(trained, job.seed);
  crops.require(SMALLEST_CROP);
  const task: TrainingTask = {
    velocity: (weights, z, sigma) => hourglass(weights, job.config, { z, sigma }),
    initial: (parameters) =>
      job.from !== undefined && !folder.hasCheckpoint
        ? readModelWeights(job.from, parameters)
        : initialWeights(parameters, job.seed),
    batches: BATCHES.filter(({ shape: [, , size = 0] }) => crops.has(size)),
    data: (step, [count = 0, , size = 0]) => crops.batch(step, count, size, relitShare(job, step)),
  };
  const trainer = new Trainer(task, options(job), sessionOptions);
  const measured = new HeldOut(
    pictures,
    [heldOut.length, 3, HELD_OUT_SIDE, HELD_OUT_SIDE],
    task,
    sessionOptions,
  );
  try {
    return await run({ job, folder, trainer, measured, pictures, tell, signal });
  } finally {
    await trainer.release();
    await measured.release();
  }
}

interface Run {
  readonly job: TrainJob;
  readonly folder: TrainingFolder;
  readonly trainer: Trainer;
  readonly measured: HeldOut;
  readonly pictures: Planes['data'];
  readonly tell: (event: TrainEvent) => void;
  readonly signal: AbortSignal;
}

async function run({ job, folder, trainer, measured, pictures, tell, signal }: Run) {
  const identity = identityOf(job);
  // Losses since the last line of metrics, kept with the checkpoint: the curve goes on as it was.
  let pending: PendingLosses = { sum: 0, count: 0 };
  if (folder.hasCheckpoint) {
    pending = readCheckpoint(folder.checkpoint, trainer, identity);
    tell({ kind: 'resumed', step: trainer.optimiser.steps });
  }
  const begun = trainer.optimiser.steps;
  if (begun > job.steps) {
    throw new TrainingError(
      `the training in ${job.out} is at step ${begun} already. Give --steps above that.`,
    );
  }
  folder.forgetAfter(begun);
  folder.writeConfig(job.config);

  const measure = async () => {
    const step = trainer.optimiser.steps;
    const results = await measured.measure(trainer.averages, SIGMAS);
    await writeSheet(folder.sampleSheet(step), sheet(pictures, results));
    const rows = results.map(({ sigma, loss, psnr }) => ({ sigma, loss, psnr }));
    tell({ kind: 'measured', step, heldOut: rows });
    return rows;
  };
  const save = () => {
    writeCheckpoint(folder.checkpoint, trainer, identity, pending);
    writeModelWeights(folder.weights, trainer.parameters, trainer.averages);
  };
  if (begun === job.steps) return measure();

  let clock = { start: performance.now(), steps: 0 };
  try {
    for (;;) {
      signal.throwIfAborted();
      const report = await trainer.step();
      pending = { sum: pending.sum + report.loss, count: pending.count + 1 };
      clock.steps++;
      if (report.step % RECORD_EVERY === 0 || report.step === job.steps) {
        const millisecondsPerStep = (performance.now() - clock.start) / clock.steps;
        const line = { ...report, loss: pending.sum / pending.count, millisecondsPerStep };
        folder.record(line);
        tell({ kind: 'step', ...line });
        pending = { sum: 0, count: 0 };
        clock = { start: performance.now(), steps: 0 };
      }
      if (report.step % MEASURE_EVERY !== 0 && report.step !== job.steps) continue;
      const heldOut = await measure();
      // Before the checkpoint: a line without it is taken back, one missing after it would stay so.
      folder.record({ step: report.step, heldOut });
      save();
      if (report.step === job.steps) return heldOut;
      clock = { start: performance.now(), steps: 0 };
    }
  } catch (error) {
    // Neither of these has changed anything since the last step.
    if (signal.aborted || error instanceof OptimiserError) save();
    throw error;
  }
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

/** Share of the crops that are seen under another light, at the full learning rate. */
const RELIT = 0.5;

/**
 * It falls with the learning rate: light and colour of every kind are learned early, and the last
 * steps, which weigh most, are taken on photos as they are.
 */
function relitShare(job: TrainJob, step: number): number {
  const { learningRate: schedule } = options(job);
  return (RELIT * learningRate(step, schedule)) / schedule.peak;
}

/** All that a training depends on but its length, which may grow, its start and its photos. */
function identityOf(job: TrainJob): string {
  const settings = options({ ...job, steps: 0 });
  const text = JSON.stringify({ config: job.config, settings, batches: BATCHES });
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
function sheet(pictures: Planes['data'], results: readonly HeldOutResult[]): Planes[][] {
  const size = 3 * HELD_OUT_SIDE ** 2;
  const rows = Math.min(SHEET_ROWS, pictures.length / size);
  return Array.from({ length: rows }, (_, row) => {
    const of = (values: Planes['data']) => ({
      width: HELD_OUT_SIDE,
      height: HELD_OUT_SIDE,
      data: values.subarray(row * size, (row + 1) * size),
    });
    return [
      of(pictures),
      ...results.flatMap(({ noisy, predictions }) => [of(noisy), of(predictions)]),
    ];
  });
}

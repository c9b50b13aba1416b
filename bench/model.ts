import { findClusters } from '../src/main/engine/inversion/clusters.ts';
import { oscillate } from '../src/main/engine/inversion/oscillation.ts';
import type { SessionOptions } from '../src/main/engine/runtime/session.ts';
import { Sessions } from '../src/main/engine/runtime/sessions.ts';
import { type Flow, jump, type Point } from '../src/main/engine/sampling/flow.ts';
import { modelFlow } from '../src/main/engine/sampling/model-flow.ts';
import { Random } from '../src/main/engine/sampling/random.ts';
import { EMBEDDED_SETTINGS, embeddedModel } from '../src/main/jobs/embedded-model.ts';
import { psnr, ssim } from '../src/main/photo/quality.ts';
import { slidingDct } from '../src/main/photo/sliding-dct.ts';
import { blockEdge } from './block-edge.ts';
import type { Denoiser } from './denoisers/denoiser.ts';
import { nonLocalMeans } from './denoisers/non-local-means.ts';
import { clip, readSquares } from './photos.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { mean, median, milliseconds, rounded } from './timing.ts';

const SIZES = [128, 256];
const SIGMAS = [0.2, 0.3, 0.5, 0.7];

/** Levels that the block-edge figure is the mean of. */
const EDGE_SIGMAS = [0.2, 0.3];

const RECONSTRUCTION_SIGMA = 0.5;
const TIMED_EVALUATIONS = 30;

const classicalDenoisers: Readonly<Record<string, Denoiser>> = { nonLocalMeans, slidingDct };

interface ModelRow {
  readonly size: number;
  readonly sigma: number;
  /** Of the one-step prediction, in dB. */
  readonly psnr: number;
  readonly ssim: number;
  /** PSNR of the classical denoisers on the same noisy pictures at the same noise. */
  readonly classical: Readonly<Record<string, number>>;
}

interface ModelResult extends SuiteResult<ModelRow> {
  /** Photos measured at the largest size. */
  readonly photos: number;
  /** PSNR of the prediction of the clusters' mean, by size. */
  readonly reconstruction: Readonly<Record<string, number>>;
  /** Inversions that grew without bound, of all of them; they are not in the mean. */
  readonly diverged: number;
  /** Mean step across the borders of the transformer's patches over the mean step elsewhere. */
  readonly blockEdge: number;
  readonly evaluationMs: Readonly<Record<string, number>>;
  /** Of 30 iterations of oscillation inversion. */
  readonly inversionMs: Readonly<Record<string, number>>;
}

/** The embedded model on a folder of photos that it was not trained on, beside classical denoisers. */
export async function benchModel(
  options: SessionOptions,
  photoFolder: string,
  modelFolder?: string,
): Promise<ModelResult> {
  let photos = 0;
  const rows: ModelRow[] = [];
  const edges: number[] = [];
  const reconstruction: Record<string, number> = {};
  const evaluationMs: Record<string, number> = {};
  const inversionMs: Record<string, number> = {};
  let diverged = 0;
  for (const size of SIZES) {
    const sessions = new Sessions({ ...options, memoryBudgetBytes: Number.POSITIVE_INFINITY });
    const flow = modelFlow(embeddedModel({ width: size, height: size }, modelFolder), sessions);
    const pictures = await readSquares(photoFolder, size);
    photos = pictures.length;
    for (const sigma of SIGMAS) {
      process.stderr.write(`${size} pixels, σ ${sigma}: ${pictures.length} photos\n`);
      const { row, edge } = await measure(flow, pictures, size, sigma);
      rows.push(row);
      if (EDGE_SIGMAS.includes(sigma)) edges.push(edge);
    }
    const { psnrs, diverged: lost } = await reconstruct(flow, pictures);
    reconstruction[size] = rounded(mean(psnrs), 4);
    diverged += lost;
    const first = pictures[0] as Point;
    evaluationMs[size] = rounded(await timeEvaluation(flow, first));
    inversionMs[size] = rounded(await timeInversion(flow, first));
    await sessions.release();
  }
  return {
    suite: 'model',
    machine: thisMachine(),
    photos,
    rows,
    reconstruction,
    diverged,
    blockEdge: rounded(mean(edges), 4),
    evaluationMs,
    inversionMs,
  };
}

/** Rounds of an inversion, whose median counts: the cores of many machines are shared. */
const ROUNDS = 5;

async function timeInversion(flow: Flow, picture: Point): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(await milliseconds(() => invert(flow, picture)));
  }
  return median(rounds);
}

async function measure(
  flow: Flow,
  pictures: readonly Point[],
  size: number,
  sigma: number,
): Promise<{ row: ModelRow; edge: number }> {
  const psnrs: number[] = [];
  const ssims: number[] = [];
  const edges: number[] = [];
  const classical: Record<string, number[]> = {};
  for (const [index, picture] of pictures.entries()) {
    const noise = new Random(index).normals(picture.length);
    const z = picture.map((value, i) => (1 - sigma) * value + sigma * (noise[i] as number));
    const prediction = jump(z, await flow.velocity(z, sigma), sigma).map(clip);
    psnrs.push(psnr(prediction, picture));
    ssims.push(ssim(prediction, picture, size, size));
    edges.push(blockEdge(prediction, size));
    // The same picture with additive noise, as denoisers expect it.
    const noisy = { width: size, height: size, data: z.map((value) => value / (1 - sigma)) };
    for (const [name, denoise] of Object.entries(classicalDenoisers)) {
      const denoised = denoise(noisy, sigma / (1 - sigma)).map(clip);
      classical[name] = [...(classical[name] ?? []), psnr(denoised, picture)];
    }
  }
  const row = {
    size,
    sigma,
    psnr: rounded(mean(psnrs), 4),
    ssim: rounded(mean(ssims)),
    classical: Object.fromEntries(
      Object.entries(classical).map(([name, values]) => [name, rounded(mean(values), 4)]),
    ),
  };
  return { row, edge: mean(edges) };
}

/** PSNR of what oscillation inversion gives back: the prediction of the clusters' mean. */
async function reconstruct(flow: Flow, pictures: readonly Point[]) {
  const psnrs: number[] = [];
  for (const picture of pictures) {
    const outcome = findClusters(await invert(flow, picture));
    if (outcome.kind === 'diverged') continue;
    const velocity = await flow.velocity(outcome.mean, RECONSTRUCTION_SIGMA);
    const prediction = jump(outcome.mean, velocity, RECONSTRUCTION_SIGMA).map(clip);
    psnrs.push(psnr(prediction, picture));
  }
  return { psnrs, diverged: pictures.length - psnrs.length };
}

async function invert(flow: Flow, picture: Point): Promise<Point[]> {
  const settings = { ...EMBEDDED_SETTINGS, sigma: RECONSTRUCTION_SIGMA };
  const trajectory: Point[] = [];
  for await (const { z } of oscillate(flow, [picture], settings)) trajectory.push(z);
  return trajectory;
}

async function timeEvaluation(flow: Flow, picture: Point): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < TIMED_EVALUATIONS; i++) {
    times.push(await milliseconds(() => flow.velocity(picture, RECONSTRUCTION_SIGMA)));
  }
  return median(times);
}

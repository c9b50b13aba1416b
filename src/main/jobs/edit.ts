import { resolve } from 'node:path';
import { findClusters, type Outcome } from '../engine/inversion/clusters.ts';
import { type OscillationSettings, oscillate } from '../engine/inversion/oscillation.ts';
import { InversionError } from '../engine/inversion/settings.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import type { Point } from '../engine/sampling/flow.ts';
import { applyAffine } from '../photo/apply-affine.ts';
import { checkAspect } from '../photo/aspect.ts';
import { lockDrift } from '../photo/drift-lock.ts';
import { fitLocalAffine } from '../photo/local-affine.ts';
import {
  checkWritable,
  PictureError,
  readPhoto,
  resizePhoto,
  writePhoto,
} from '../photo/photo-file.ts';
import type { Pixels, Planes } from '../photo/planes.ts';
import { strokeMask } from '../photo/stroke-mask.ts';
import { paintOver, readStrokes, type Strokes } from '../photo/strokes.ts';
import { type Alternative, alternatives } from './alternatives.ts';
import { embeddedFlow } from './embedded-model.ts';
import { modelSize } from './model-size.ts';

export interface EditJob extends OscillationSettings {
  readonly photo: string;
  /** An RGBA picture of the photo's aspect with painted pixels opaque. */
  readonly strokes: string;
  /** Where the result goes. */
  readonly out: string;
  /** `single` inverts the painted photo alone; `group` photo and painted photo in turns (Eq. 6). */
  readonly mode: 'single' | 'group';
  /** Further pictures of the photo's aspect that join the group. */
  readonly with: readonly string[];
  /** Index of the cluster to apply; the one with the most effect of the strokes unless told. */
  readonly cluster: number | undefined;
  /** How far colours inside the strokes go towards the painted ones, on the whole; 1 all the way. */
  readonly strength: number;
  /** Euler steps from σ down to 0; 0 for the one-step prediction. */
  readonly steps: number;
  /** Where the photo may change: near the strokes, or everywhere. */
  readonly area: 'strokes' | 'photo';
  /** Width of the soft edge of the area outside the strokes, as a share of the photo's longer side. */
  readonly feather: number;
  /** Whether low-frequency colour outside the strokes is held to the photo's. */
  readonly lockDrift: boolean;
}

export type EditEvent =
  | { readonly kind: 'stage'; readonly stage: string }
  | {
      readonly kind: 'iterate';
      readonly done: number;
      readonly of: number;
      readonly residual: number;
    };

/** One of the alternatives that an edit chose from, without its pictures. */
type EditCluster = Omit<Alternative, 'before' | 'after'>;

export interface EditResult {
  readonly clusters: readonly EditCluster[];
  readonly chosen: number;
  readonly period: number | undefined;
  /** Times of the stages, in milliseconds. */
  readonly timings: Readonly<Record<string, number>>;
}

/**
 * The main job: strokes on a photo become a believable edit at the photo's full size.
 * @throws PictureError, InversionError where photo, strokes or settings cannot be used
 */
export async function edit(
  job: EditJob,
  executor: Executor,
  tell: (event: EditEvent) => void,
  signal: AbortSignal,
): Promise<EditResult> {
  check(job);
  const timings: Record<string, number> = {};
  const stage = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    tell({ kind: 'stage', stage: name });
    const start = performance.now();
    const result = await work();
    timings[name] = Math.round(performance.now() - start);
    return result;
  };

  const { full, strokes, photo, painted, opacity, others } = await stage('reading', () =>
    read(job),
  );
  const flow = embeddedFlow(executor, photo);
  const inverted = job.mode === 'single' ? [painted.data] : [photo.data, painted.data, ...others];
  const outcome = await stage('inverting', async () => {
    const trajectory: Point[] = [];
    for await (const { index, z, residual } of oscillate(flow, inverted, job, signal)) {
      trajectory.push(z);
      tell({ kind: 'iterate', done: index + 1, of: job.iterations, residual });
    }
    return oscillating(findClusters(trajectory), job.sigma);
  });

  const { steps, strength, sigma } = job;
  const exploration = { ...outcome, flow, sigma, steps, photo, painted, opacity, inverted };
  const variants = await stage('comparing', () => alternatives(exploration, strength, signal));
  const best = variants.reduce((a, b) => (b.effect > a.effect ? b : a));
  const chosen = job.cluster === undefined ? best : variants[job.cluster];
  if (!chosen) {
    throw new InversionError(
      `there is no cluster ${job.cluster}: this run found ${variants.length}, numbered from 0.`,
    );
  }

  await stage('applying', async () => {
    const { before, after } = chosen;
    const held = job.lockDrift ? lockDrift(before, after, opacity) : after;
    const field = fitLocalAffine(before, held, windowRadius(photo));
    const mask = await areaMask(job, strokes, full);
    await writePhoto(job.out, { ...full, data: applyAffine(full, field, mask) });
  });
  const clusters = variants.map(({ before: _before, after: _after, ...cluster }) => cluster);
  return { clusters, chosen: chosen.index, period: outcome.period, timings };
}

/** Longest finish: more steps stray ever further. */
const MOST_STEPS = 5;

/** What can be known to be wrong before anything is read. */
function check({ photo, strokes, out, mode, with: others, strength, steps, feather }: EditJob) {
  checkWritable(out);
  if ([photo, strokes, ...others].some((path) => resolve(path) === resolve(out))) {
    throw new PictureError(
      `${out} is what the edit is made from. Give another name for the result.`,
    );
  }
  if (mode === 'single' && others.length > 0) {
    throw new InversionError('further pictures join a group: they need the mode group, not single');
  }
  if (!(strength > 0 && strength <= 2)) {
    throw new InversionError(`a strength of ${strength} is not above 0 and at most 2. 1 is usual.`);
  }
  if (!(Number.isSafeInteger(steps) && steps >= 0 && steps <= MOST_STEPS)) {
    throw new InversionError(`${steps} steps are not a whole number from 0 to ${MOST_STEPS}`);
  }
  if (!(feather >= 0 && feather <= 1)) {
    throw new PictureError(`a feather of ${feather} is not from 0 to 1, the photo's longer side`);
  }
}

/** Radius of the windows that colours are mapped in: 6 pixels at 128. */
function windowRadius({ width, height }: Planes): number {
  return Math.round((6 / 128) * Math.max(width, height));
}

async function read(job: EditJob) {
  const full = await readPhoto(job.photo);
  const strokes = await readStrokes(job.strokes, full);
  const size = modelSize(full);
  const photo = await resizePhoto(full, size);
  const { painted, opacity } = await paintOver(photo, strokes);
  const others: Point[] = [];
  for (const path of job.with) {
    const other = await readPhoto(path);
    checkAspect(path, other, full);
    others.push((await resizePhoto(other, size)).data);
  }
  return { full, strokes, photo, painted, opacity, others };
}

function areaMask(job: EditJob, strokes: Strokes, full: Pixels): Promise<Uint8Array> {
  if (job.area === 'photo') {
    return Promise.resolve(new Uint8Array(full.width * full.height).fill(255));
  }
  return strokeMask(strokes, full, job.feather * Math.max(full.width, full.height));
}

type Oscillating = Extract<Outcome, { kind: 'oscillates' }>;

function oscillating(outcome: Outcome, sigma: number): Oscillating {
  switch (outcome.kind) {
    case 'oscillates':
      return outcome;
    case 'converged':
      throw new InversionError(
        `at σ ${sigma} the iteration comes to rest: there is nothing to choose from. Take a higher σ.`,
      );
    case 'diverged':
      throw new InversionError(`at σ ${sigma} the iteration grows without bound. Take a lower σ.`);
    case 'wanders':
      throw new InversionError(
        `at σ ${sigma} the iteration finds no clusters. Take more iterations, or another σ.`,
      );
  }
}

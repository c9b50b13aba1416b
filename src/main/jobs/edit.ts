import { type Cluster, findClusters, type Outcome } from '../engine/inversion/clusters.ts';
import { type OscillationSettings, oscillate } from '../engine/inversion/oscillation.ts';
import { along, difference, distance, mean } from '../engine/inversion/points.ts';
import { InversionError } from '../engine/inversion/settings.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import { finish } from '../engine/sampling/finish.ts';
import type { Flow, Point } from '../engine/sampling/flow.ts';
import { applyAffine } from '../photo/apply-affine.ts';
import { type Appraisal, appraise } from '../photo/appraise.ts';
import { lockDrift } from '../photo/drift-lock.ts';
import { fitLocalAffine } from '../photo/local-affine.ts';
import { PictureError, readPhoto, resizePhoto, writePhoto } from '../photo/photo-file.ts';
import type { Pixels, Planes } from '../photo/planes.ts';
import { strokeMask } from '../photo/stroke-mask.ts';
import { paintOver, readStrokes, type Strokes } from '../photo/strokes.ts';
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

/** One of the alternatives that an edit chose from. */
export interface EditCluster extends Appraisal {
  readonly index: number;
  /** Number of its iterates. */
  readonly size: number;
  /** Root mean square distance of its prediction from the picture it was pulled to. */
  readonly residual: number;
}

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

  const variants = await stage('comparing', () => {
    const alternatives = new Alternatives(job, flow, photo, outcome, inverted.length, signal);
    return alternatives.appraised(painted, opacity, inverted);
  });
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
    if (Math.abs(Math.log((other.width / other.height) * (full.height / full.width))) > 0.01) {
      throw new PictureError(
        `${path} is ${other.width}×${other.height}, which is not the aspect of the photo, ` +
          `${full.width}×${full.height}. Crop it first.`,
      );
    }
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

/** A cluster as an edit: the pictures before and after it, in the model's size. */
interface Variant extends EditCluster {
  readonly before: Planes;
  readonly after: Planes;
}

/** Turns an outcome's clusters into edits of one strength. */
class Alternatives {
  private readonly job: EditJob;
  private readonly flow: Flow;
  private readonly photo: Planes;
  private readonly outcome: Oscillating;
  /** Number of pictures inverted in turns. */
  private readonly turns: number;
  private readonly signal: AbortSignal;

  constructor(
    job: EditJob,
    flow: Flow,
    photo: Planes,
    outcome: Oscillating,
    turns: number,
    signal: AbortSignal,
  ) {
    this.job = job;
    this.flow = flow;
    this.photo = photo;
    this.outcome = outcome;
    this.turns = turns;
    this.signal = signal;
  }

  async appraised(
    painted: Planes,
    opacity: Float32Array,
    inverted: readonly Point[],
  ): Promise<Variant[]> {
    const { job, photo } = this;
    const judge = ({ before, after }: Pair) =>
      appraise(photo, difference(after.data, before.data), painted, opacity);
    const strokes = this.outcome.clusters.find((cluster) => this.turnOf(cluster) === 1);
    const alpha =
      job.mode === 'group' && strokes
        ? await this.alphaFor(strokes, (pair) => judge(pair).effect)
        : job.strength;
    const variants: Variant[] = [];
    for (const [index, cluster] of this.outcome.clusters.entries()) {
      const pair = await this.pair(cluster, alpha);
      const prediction = await this.finished(cluster.centre);
      const residual = distance(prediction, inverted[this.turnOf(cluster)] as Point);
      variants.push({ index, size: cluster.members.length, residual, ...judge(pair), ...pair });
    }
    return variants;
  }

  /** Which of the pictures a cluster is pulled to. */
  private turnOf({ members }: Cluster): number {
    return (members.at(-1) as number) % this.turns;
  }

  /**
   * The share of the way from the mean to the clusters at which the strokes have the wanted effect.
   * Nearly linear for small shares, so a few corrections in proportion find it.
   */
  private async alphaFor(cluster: Cluster, effectOf: (pair: Pair) => number): Promise<number> {
    const { strength, sigma } = this.job;
    // In the linear regime, λ = 1/(1−σ): the predictions differ by 1/(1−2σ) of the pictures' difference.
    let alpha = Math.max(0.1, 1 - 2 * sigma) * strength;
    for (let correction = 0; correction < 3; correction++) {
      const effect = effectOf(await this.pair(cluster, alpha));
      if (effect <= 0 || Math.abs(effect - strength) < 0.02 * strength) break;
      alpha = Math.min(1.5, (alpha * strength) / effect);
    }
    return alpha;
  }

  /**
   * The pictures that a cluster's edit leads from and to, `α` of the way from the mean: for a group,
   * from the photo's own cluster, so that what the strokes' hard edges left in both cancels.
   */
  private async pair(cluster: Cluster, alpha: number): Promise<Pair> {
    const { mean: centre, clusters } = this.outcome;
    const { width, height } = this.photo;
    const planes = (data: Point): Planes => ({ width, height, data });
    const after = planes(await this.finished(along(centre, cluster.centre, alpha)));
    if (this.turns === 1) return { before: this.photo, after };
    const own = clusters.filter((other) => this.turnOf(other) === 0 && other !== cluster);
    const others = own.length > 0 ? own : clusters.filter((other) => other !== cluster);
    const from = mean(others.map((other) => other.centre));
    return { before: planes(await this.finished(along(centre, from, alpha))), after };
  }

  private finished(z: Point): Promise<Point> {
    return finish(this.flow, z, this.job.sigma, this.job.steps, this.signal);
  }
}

interface Pair {
  readonly before: Planes;
  readonly after: Planes;
}

import { FEWEST_ITERATIONS } from '../../document/controls.ts';
import type { Shape } from '../engine/graph/tensor-type.ts';
import { leastOscillatingSigma } from '../engine/inversion/auto-sigma.ts';
import { findClusters, type Outcome } from '../engine/inversion/clusters.ts';
import { fineTune } from '../engine/inversion/fine-tune.ts';
import {
  type Iterate,
  type OscillationSettings,
  oscillate,
} from '../engine/inversion/oscillation.ts';
import { checkIterations, checkSigma, InversionError } from '../engine/inversion/settings.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import type { Adapter } from '../engine/sampling/adapter.ts';
import type { Point } from '../engine/sampling/flow.ts';
import type { FlowModel } from '../engine/sampling/flow-model.ts';
import { modelFlow } from '../engine/sampling/model-flow.ts';
import { TRANSFER_DEFAULTS, type TransferOptions } from '../photo/edit-map.ts';
import { type Alternative, alternatives, type Found, meanAlternative } from './alternatives.ts';
import { EMBEDDED_SETTINGS } from './embedded-model.ts';
import { encodeSubject, pictureCoder } from './picture-coder.ts';
import { refine } from './refine.ts';
import type { Stage } from './stages.ts';
import type { Subject } from './subject.ts';

export interface ExploreSettings
  extends Omit<OscillationSettings, 'sigma' | 'start'>,
    TransferOptions {
  /**
   * `single` inverts the painted photo alone; `group` photo and painted photo in turns (Eq. 6);
   * `finetune` does so with attention weights that were first tuned to the strokes.
   */
  readonly mode: 'single' | 'group' | 'finetune';
  /**
   * Noise level in (0, 1); `auto` for the least at which what is inverted first oscillates alone, and
   * for groups somewhat below that.
   */
  readonly sigma: number | 'auto';
  /** Index of the cluster to take, or the mean of all; the one of most effect unless told. */
  readonly cluster: number | 'mean' | undefined;
  /** How far colours of the photo under the strokes go towards the painted ones, on the whole. */
  readonly strength: number;
  /** Euler steps from σ down to 0; 0 for the one-step prediction. */
  readonly steps: number;
  /** Steps of post-inversion optimisation towards the strokes; 0 for none. */
  readonly refine: number;
  /** Of the additions that fine-tuning makes to the attention weights. */
  readonly rank: Adapter['rank'];
  /** Weights that were tuned before: the inversion is done with them. */
  readonly adapter?: Adapter | undefined;
}

export type ExploreEvent =
  | { readonly kind: 'stage'; readonly stage: string }
  /** What to know before it goes on, in whole sentences. */
  | { readonly kind: 'note'; readonly note: string }
  | {
      /** One evaluation or step of a stage is done. */
      readonly kind: 'step';
      readonly done: number;
      readonly of: number;
      /** Residual of an iterate, or loss of a step. */
      readonly value: number;
    }
  | { readonly kind: 'iterate'; readonly iterate: Iterate };

/** What an exploration came to. */
export interface Exploration {
  readonly sigma: number;
  /** Of a point. */
  readonly shape: Shape;
  readonly trajectory: readonly Iterate[];
  readonly outcome: Oscillating;
  /** What the alternatives are made from. */
  readonly found: Found;
  readonly alternatives: readonly Alternative[];
  /** One of the alternatives, or made from their mean, and refined where that was asked for. */
  readonly chosen: Alternative;
  /** The tuned weights that the inversion was done with, if any. */
  readonly adapter: Adapter | undefined;
}

/** How photos are explored unless told. */
export const EXPLORE_DEFAULTS = {
  ...TRANSFER_DEFAULTS,
  mode: 'group',
  cluster: undefined,
  // On 31 tasks of `bench stroke`, whose strokes have the right answer's own colour, 0.6 and 0.85 are
  // equally good; on strokes painted by hand, which exaggerate, 0.85 looks overdone.
  strength: 0.6,
  steps: 0,
  refine: 0,
  rank: 'full',
} as const;

/**
 * σ by mode. A group goes back and forth at any; below ½ it carries the difference of its pictures
 * over in proportion. A picture alone does so from ½ on.
 */
export const DEFAULT_SIGMAS: Readonly<Record<ExploreSettings['mode'], number>> = {
  group: 0.4,
  finetune: 0.4,
  single: EMBEDDED_SETTINGS.sigma,
};

/** Steps of fine-tuning, as in the paper. */
const TUNING_STEPS = 15;

/**
 * Rates of fine-tuning: at three times the first, SSIM of strokes falls (`bench stroke`). A
 * product of factors of which one starts at zero takes more to move as far.
 */
const TUNING_RATES = { full: 1e-3, lowRank: 5e-3 };

/**
 * A group's level over that at which its first picture oscillates alone: there, what a group carries
 * over has a pole, `1/(2 − λ)` at λ = 2.
 */
const GROUP_SHARE = 0.8;

/**
 * From strokes to alternatives of a photo: tunes where that is asked for, inverts, finds clusters,
 * and makes an edit of each.
 * @throws InversionError where the settings are unusable or there is nothing to choose from
 */
export async function explore(
  model: FlowModel,
  executor: Executor,
  subject: Subject,
  settings: ExploreSettings,
  stage: Stage,
  tell: (event: ExploreEvent) => void,
  signal: AbortSignal,
): Promise<Exploration> {
  checkSettings(settings, subject.others.length);
  const coder = pictureCoder(model, executor);
  const encode = () => encodeSubject(coder, subject, signal);
  const encoded = await (model.codec ? stage('encoding', encode) : encode());
  const inverted = settings.mode === 'single' ? encoded.slice(1, 2) : encoded;
  const { iterations, fineStep } = settings;

  const base = modelFlow(model, executor, settings.adapter);
  let sigma = settings.sigma;
  if (sigma === 'auto') {
    const least = await stage('finding σ', () =>
      leastOscillatingSigma(base, inverted[0] as Point, fineStep, signal),
    );
    sigma = settings.mode === 'single' ? least : Number((GROUP_SHARE * least).toFixed(3));
  }

  let { adapter } = settings;
  if (settings.mode === 'finetune' && !adapter) {
    adapter = await stage('tuning', () =>
      tune(model, executor, encoded, sigma, settings, tell, signal),
    );
  }
  const flow = adapter === settings.adapter ? base : modelFlow(model, executor, adapter);

  const trajectory: Iterate[] = [];
  const outcome = await stage('inverting', async () => {
    const oscillation = { sigma, iterations, fineStep };
    for await (const iterate of oscillate(flow, inverted, oscillation, signal)) {
      trajectory.push(iterate);
      tell({ kind: 'iterate', iterate });
      tell({ kind: 'step', done: iterate.index + 1, of: iterations, value: iterate.residual });
    }
    return oscillating(findClusters(trajectory.map(({ z }) => z)), oscillation, inverted.length);
  });

  const { steps, strength } = settings;
  const iterates = trajectory.map(({ z }) => z);
  const residuals = trajectory.map(({ residual }) => residual);
  const points = () => iterates;
  const made = { flow, coder, sigma, points, residuals, inverted, steps, strength };
  const found: Found = { ...subject, ...outcome, ...made, transfer: settings };
  const all = await stage('comparing', () => alternatives(found, signal));
  let chosen = await choose(settings, all, () => meanAlternative(found, signal));
  if (settings.refine > 0) {
    chosen = await stage('refining', () =>
      refine(found, chosen, settings.refine, tellLosses(tell, settings.refine), signal),
    );
  }
  const { shape } = model;
  return { sigma, shape, trajectory, outcome, found, alternatives: all, chosen, adapter };
}

async function choose(
  { cluster }: ExploreSettings,
  all: readonly Alternative[],
  ofMean: () => Promise<Alternative>,
): Promise<Alternative> {
  if (cluster === 'mean') return ofMean();
  if (cluster === undefined) return all.reduce((a, b) => (b.effect > a.effect ? b : a));
  const chosen = all[cluster];
  if (chosen) return chosen;
  throw new InversionError(
    `there is no cluster ${cluster}: this run found ${all.length}, numbered from 0.`,
  );
}

async function tune(
  model: FlowModel,
  executor: Executor,
  [photo, painted]: readonly Point[],
  sigma: number,
  { rank }: ExploreSettings,
  tell: (event: ExploreEvent) => void,
  signal: AbortSignal,
): Promise<Adapter> {
  let adapter: Adapter = { rank, values: new Map() };
  const told = tellLosses(tell, TUNING_STEPS);
  const learningRate = rank === 'full' ? TUNING_RATES.full : TUNING_RATES.lowRank;
  const settings = { sigma, rank, steps: TUNING_STEPS, learningRate };
  const steps = fineTune(model, executor, photo as Point, painted as Point, settings, signal);
  for await (const step of steps) {
    told(step);
    adapter = step.adapter;
  }
  return adapter;
}

/** Tells of the losses of an optimisation, the first of which is that of its start. */
export function tellLosses(tell: (event: ExploreEvent) => void, of: number) {
  return ({ index, loss }: { index: number; loss: number }) => {
    if (index > 0) tell({ kind: 'step', done: index, of, value: loss });
  };
}

/** Longest finish: more steps stray ever further. */
const MOST_STEPS = 5;

/**
 * @param others number of further pictures in the group
 * @throws InversionError where a setting is out of range, or does not go with another
 */
export function checkSettings(settings: Omit<ExploreSettings, 'adapter'>, others: number): void {
  const { mode, sigma, strength, iterations, steps, refine: refinement } = settings;
  const { feather, softness } = settings;
  checkIterations(iterations);
  if (iterations < FEWEST_ITERATIONS) {
    throw new InversionError(
      `${iterations} iterations are too few to find clusters in. Take ${FEWEST_ITERATIONS} or more; the default is 30.`,
    );
  }
  if (sigma !== 'auto') checkSigma(sigma);
  if (mode === 'single' && others > 0) {
    throw new InversionError('further pictures join a group: they need the mode group, not single');
  }
  if (!(strength > 0 && strength <= 2)) {
    throw new InversionError(
      `a strength of ${strength} is not above 0 and at most 2. The default is ${EXPLORE_DEFAULTS.strength}.`,
    );
  }
  if (!(Number.isSafeInteger(steps) && steps >= 0 && steps <= MOST_STEPS)) {
    throw new InversionError(`${steps} steps are not a whole number from 0 to ${MOST_STEPS}`);
  }
  if (!(feather >= 0 && feather <= 1)) {
    throw new InversionError(`a feather of ${feather} is not from 0 to 1, the photo's longer side`);
  }
  if (!(softness > 0 && softness <= 0.5)) {
    throw new InversionError(
      `a softness of ${softness} is not above 0 and at most 0.5. The default is ${EXPLORE_DEFAULTS.softness}.`,
    );
  }
  if (!(Number.isSafeInteger(refinement) && refinement >= 0)) {
    throw new InversionError(`${refinement} steps of refinement are not a whole number from 0`);
  }
}

type Oscillating = Extract<Outcome, { kind: 'oscillates' }>;

function oscillating(
  outcome: Outcome,
  { sigma }: OscillationSettings,
  pictures: number,
): Oscillating {
  switch (outcome.kind) {
    case 'oscillates':
      return outcome;
    case 'converged':
      throw new InversionError(
        pictures > 1
          ? `at σ ${sigma} the model cannot tell the painted photo from the photo. Paint larger or stronger strokes.`
          : `at σ ${sigma} the iteration comes to rest: there is nothing to choose from. Take a higher σ.`,
      );
    case 'diverged':
      throw new InversionError(`at σ ${sigma} the iteration grows without bound. Take a lower σ.`);
    case 'wanders':
      throw new InversionError(
        `at σ ${sigma} the iteration finds no clusters. Take more iterations, or another σ.`,
      );
  }
}

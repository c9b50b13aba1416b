import type { Controls } from '../../document/controls.ts';
import type { IterateState } from '../../preload/run-state.ts';
import type { Iterate } from '../engine/inversion/oscillation.ts';
import { InversionError } from '../engine/inversion/settings.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import type { FlowModel } from '../engine/sampling/flow-model.ts';
import { encodeAdapter } from '../jobs/adapter-file.ts';
import { type Alternative, measuresOf } from '../jobs/alternatives.ts';
import type { ChosenModel } from '../jobs/chosen-model.ts';
import {
  EXPLORE_DEFAULTS,
  type Exploration,
  type ExploreEvent,
  type ExploreSettings,
  explore,
} from '../jobs/explore.ts';
import { toLatent } from '../jobs/latents.ts';
import { type PictureCoder, pictureCoder } from '../jobs/picture-coder.ts';
import { type RunParameters, recordedSettings } from '../jobs/run-parameters.ts';
import type { Stage } from '../jobs/stages.ts';
import type { Subject } from '../jobs/subject.ts';
import type { WritableProject } from '../store/writable-project.ts';
import { version } from '../version.ts';
import { encodePreview } from './previews.ts';
import { keepPlane } from './run-state.ts';

/** What an exploration is of, and who is told. */
export interface ExplorationJob {
  readonly project: WritableProject;
  readonly photo: number;
  /** The edit whose strokes and controls it works on. */
  readonly edit: number;
  /** Number of the strokes' picture in the project. */
  readonly strokes: number;
  readonly subject: Subject;
  readonly controls: Controls;
  readonly chosen: ChosenModel;
  readonly model: FlowModel;
  /** SHA-256 of the model's weights. */
  readonly sha256: string;
  readonly executor: Executor;
}

export interface ExplorationListener {
  /** A run began, found its clusters, or ended. */
  run(run: number): void;
  iterate(run: number, iterate: IterateState): void;
  cluster(cluster: number, alternative: Alternative): void;
  /** So many of all the evaluations of the model are done. */
  progress(stage: string, done: number, of: number): void;
}

/** How far apart the levels are that alternatives come from. */
const SIGMA_STEP = 0.1;

/** σ at the ends of the control. */
const NEAREST = 0.3;
const FREEST = 0.5;

/**
 * Levels to explore, the most usual first. A group at one level has one answer and its opposite: what
 * photographers choose between comes from several.
 */
function sigmasOf({ likeness, sigma }: Controls): number[] {
  if (sigma !== null) return [sigma];
  const middle = FREEST - (FREEST - NEAREST) * likeness;
  return [0, -SIGMA_STEP, SIGMA_STEP].map((step) => Number((middle + step).toFixed(3)));
}

/** Evaluations that alternatives take beside the inversion: a picture of each of two clusters. */
const DRAWS = 2;

/**
 * Explores a photo with its strokes at several levels, one run after the other; everything is in the project
 * as soon as it is found. Ends early where it is cancelled: what is finished stays.
 * @throws InversionError where no level leads to alternatives
 */
export async function exploreAll(
  job: ExplorationJob,
  listener: ExplorationListener,
  signal: AbortSignal,
): Promise<void> {
  const sigmas = sigmasOf(job.controls);
  const each = job.controls.iterations + DRAWS;
  const problems: InversionError[] = [];
  for (const [index, sigma] of sigmas.entries()) {
    const tell = (stage: string, done: number) =>
      listener.progress(stage, index * each + done, sigmas.length * each);
    try {
      await exploreOne(job, sigma, listener, tell, signal);
    } catch (error) {
      // Another level may well have an answer where this one has none.
      if (!(error instanceof InversionError)) throw error;
      problems.push(error);
    }
  }
  if (problems[0] && problems.length === sigmas.length) throw problems[0];
}

async function exploreOne(
  job: ExplorationJob,
  sigma: number,
  listener: ExplorationListener,
  tell: (stage: string, done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { project, subject, controls, chosen, model, executor } = job;
  const { likeness, prompts, ...set } = controls;
  const settings = { ...EXPLORE_DEFAULTS, ...chosen.settings, ...set, sigma };
  const run = startRun(job, settings);
  listener.run(run);
  const iterates = new IterateKeeper(job, run, listener, signal);
  try {
    const stage: Stage = (name, work) => {
      signal.throwIfAborted();
      tell(STAGES[name] ?? name, name === 'comparing' ? controls.iterations : 0);
      return work();
    };
    const hear = (event: ExploreEvent) => {
      if (event.kind !== 'iterate') return;
      iterates.keep(event.iterate);
      tell('Inverting', event.iterate.index + 1);
    };
    const result = await explore(model, executor, subject, settings, stage, hear, signal);
    await keepClusters(job, run, await iterates.rows(), result, listener);
    keepPlane(
      project,
      run,
      result.trajectory.map(({ z }) => z),
    );
    project.endRun(run, 'done');
  } catch (error) {
    // Whatever else failed of it, the first error is the one to tell, and the run is over.
    await iterates.rows().catch(() => []);
    if (signal.aborted) project.endRun(run, 'cancelled');
    else project.endRun(run, 'failed', (error as Error).message);
    throw error;
  } finally {
    listener.run(run);
  }
}

/** What the stages of an exploration are called in a window. */
const STAGES: Readonly<Record<string, string>> = {
  encoding: 'Encoding the photo',
  tuning: 'Fine-tuning the model to the strokes',
  inverting: 'Inverting',
  comparing: 'Drawing alternatives',
};

function startRun(job: ExplorationJob, settings: ExploreSettings & { sigma: number }): number {
  const { project, photo, edit, strokes, controls, chosen, sha256, executor } = job;
  const parameters = {
    ...{ strokes, with: [...controls.prompts], tuned: null },
    ...recordedSettings(settings, settings.sigma),
    ...(!chosen.takesText && { prompt: null }),
  } satisfies RunParameters;
  const model = { id: chosen.id, sha256 };
  const { provider } = executor;
  return project.startRun({ photo, edit, parameters, model, provider, app: version });
}

/** Puts iterates into a project in their order, while the next ones are computed. */
class IterateKeeper {
  private readonly job: ExplorationJob;
  private readonly run: number;
  private readonly listener: ExplorationListener;
  private readonly signal: AbortSignal;
  private readonly coder: PictureCoder;
  private kept: Promise<number[]> = Promise.resolve([]);

  constructor(
    job: ExplorationJob,
    run: number,
    listener: ExplorationListener,
    signal: AbortSignal,
  ) {
    this.job = job;
    this.run = run;
    this.listener = listener;
    this.signal = signal;
    this.coder = pictureCoder(job.model, job.executor);
  }

  keep(iterate: Iterate): void {
    this.kept = this.add(iterate, this.kept);
    // Whoever asks for the rows hears of a failure.
    this.kept.catch(() => undefined);
  }

  /** The iterates' numbers in the project, once all of them are there. */
  rows(): Promise<number[]> {
    return this.kept;
  }

  private async add(
    { index: step, z, prediction, residual }: Iterate,
    before: Promise<number[]>,
  ): Promise<number[]> {
    const { project, subject, model } = this.job;
    const picture = await this.coder.decode(prediction, subject.photo, this.signal);
    const preview = await encodePreview(picture);
    const rows = await before;
    const latent = toLatent(z, model.shape);
    const id = project.transaction(() => {
      const row = project.addIterate({ run: this.run, step, latent, measures: { residual } });
      project.putPreview({ of: 'iterate', id: row, ...preview });
      return row;
    });
    this.listener.iterate(this.run, { id, step, residual });
    return [...rows, id];
  }
}

async function keepClusters(
  { project, model, sha256, edit }: ExplorationJob,
  run: number,
  rows: readonly number[],
  { outcome, alternatives, adapter }: Exploration,
  listener: ExplorationListener,
): Promise<void> {
  for (const [index, { centre, spread, members }] of outcome.clusters.entries()) {
    const alternative = alternatives[index] as Alternative;
    const preview = await encodePreview(alternative.edited);
    const cluster = project.transaction(() => {
      const row = project.addCluster({
        run,
        latent: toLatent(centre, model.shape),
        iterates: members.map((k) => rows[k] as number),
        measures: { spread, ...measuresOf(alternative) },
      });
      project.putPreview({ of: 'cluster', id: row, ...preview });
      return row;
    });
    listener.cluster(cluster, alternative);
    listener.run(run);
  }
  if (adapter) {
    const bytes = encodeAdapter(adapter, sha256);
    project.addAdapter({ run, name: `tuned to edit ${edit}`, format: 'safetensors', bytes });
  }
}

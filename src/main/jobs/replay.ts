import { join } from 'node:path';
import { controlsOf, type TransferControls } from '../../document/controls.ts';
import type { DocumentRecord } from '../../document/records.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import type { FlowModel } from '../engine/sampling/flow-model.ts';
import { inTemporaryFolder } from '../files/temporary-folder.ts';
import { applyToRaster } from '../photo/apply-to-raster.ts';
import { strokesArea, unionOf } from '../photo/area.ts';
import { editMap } from '../photo/edit-map.ts';
import { checkFits, type WriteOptions, writePhoto } from '../photo/write-photo.ts';
import { appDataFolder } from '../store/app-data.ts';
import { ProjectError } from '../store/errors.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Run } from '../store/runs.ts';
import { blend } from './blend.ts';
import { type ChosenModel, checkMemory, chooseModel, modelOf } from './chosen-model.ts';
import {
  type Compared,
  comparedOf,
  compareRun,
  type KeptRun,
  keptRun,
  type RunAgain,
} from './compare-run.ts';
import { type ExploreEvent, explore } from './explore.ts';
import { promptFolder } from './flux/prompt-folder.ts';
import { ModelListError, ModelRegistry } from './flux/registry.ts';
import { promptsOf } from './project-prompts.ts';
import { adapterOf, parametersOf, pictureOf } from './recorded-run.ts';
import { refineAgain, refinementsOf } from './refinements.ts';
import { type RunParameters, settingsOf } from './run-parameters.ts';
import { stagesOf } from './stages.ts';
import { type Opened, readSubject } from './subject.ts';
import { weightsHash } from './weights-hash.ts';

/** A run cannot be computed again with what is at hand. The message says what is missing. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}

export interface ReplayJob {
  /** Number of the edit in the project's history. */
  readonly edit: number;
  /** Number of the photo, where the edit shows results of several. */
  readonly photo: number | undefined;
  /** Where the result goes, if anywhere. */
  readonly out: string | undefined;
  /** How it is written: that is no part of an edit. */
  readonly write: WriteOptions;
  /** Name of a model that was added, or folder of one that was trained here; each run's own unless given. */
  readonly model: string | undefined;
}

/** A run that was computed again. */
export interface ReplayedRun extends Compared {
  readonly run: number;
  /** The execution provider that it was made with. */
  readonly provider: string;
  /** The version of Penumbra that made it. */
  readonly app: string;
}

/** A result that was computed again. */
export interface Replay extends Compared {
  readonly edit: number;
  readonly photo: number;
  /** All that the result is made from: one, unless it is a blend of clusters of several. */
  readonly runs: readonly ReplayedRun[];
  /** What had to be done with little memory, in whole sentences. */
  readonly notes: readonly string[];
}

/**
 * Computes the result that a project shows after an edit again, from what the project holds, and
 * compares all that its runs found.
 * @throws ProjectError where the edit shows no result, or is not recorded so that it can be computed
 * @throws ReplayError where the model is not the run's, or not here
 * @throws MemoryError where this machine has not the memory for it
 */
export async function replay(
  project: ReadableProject,
  job: ReplayJob,
  executor: Executor,
  tell: (event: ExploreEvent) => void,
  signal: AbortSignal,
  onStage?: FlowModel['onStage'],
): Promise<Replay> {
  const { photo, clusters } = pickOf(project, job);
  const ids = new Set(clusters.map(({ cluster }) => project.cluster(cluster).run));
  const runs = project.runs().filter(({ id }) => ids.has(id));
  if (job.out !== undefined) checkOnePhoto(project, runs);
  const numbers = clusters.map(({ cluster }) => cluster);
  // What is missing or damaged of it is known before the work.
  const tasks = Map.groupBy(refinementsOf(project, numbers), ({ run }) => run);
  const todo = runs.map((run) => {
    const refinements = tasks.get(run.id) ?? [];
    return { run, refinements, kept: keptRun(project, run.id, refinements) };
  });
  const { stage } = stagesOf(tell, signal);
  return inTemporaryFolder(async (folder) => {
    const done: Done[] = [];
    const notes = new Set<string>();
    for (const { run, refinements, kept } of todo) {
      const parameters = parametersOf(project, run);
      const chosenModel = modelOfRun(run, job.model);
      const pictures = {
        photo: pictureOf(project, run.photo),
        strokes: pictureOf(project, parameters.strokes),
        with: parameters.with.map((number) => pictureOf(project, number)),
      };
      const opened = await stage('reading', () =>
        readSubject(pictures, folder, (photo) =>
          chosenModel.size(photo, parameters.modelSize ?? undefined),
        ),
      );
      const { subject } = opened;
      if (job.out !== undefined) checkFits(job.out, opened.raster, job.write);
      const refine = Math.max(parameters.refine, ...refinements.map(({ steps }) => steps));
      const work = { ...parameters, refine };
      const advice = checkMemory(chosenModel, subject.photo, work, executor.memory);
      if (advice) notes.add(advice);
      await stage('checking the model', () => checkModel(run, chosenModel, signal));
      const model = await stage('opening the model', () =>
        chosenModel.open({
          ...{ size: subject.photo, prompt: parameters.prompt ?? '', executor, signal },
          prompts: promptsOf(() => project, promptFolder(appDataFolder())),
          tell: (name) => tell({ kind: 'stage', stage: name }),
          ...(onStage && { onStage }),
        }),
      );
      const adapter =
        parameters.tuned === null ? undefined : await adapterOf(project, run, model, folder);
      const settings = { ...settingsOf(parameters), adapter };
      const exploration = await explore(model, executor, subject, settings, stage, tell, signal);
      const refined =
        refinements.length === 0
          ? new Map()
          : await stage('refining', () =>
              refineAgain(exploration, kept.found, refinements, model, executor, tell, signal),
            );
      done.push({ run, parameters, opened, kept, exploration, refined });
    }
    if (job.out !== undefined) {
      // As in the editor: settings may have changed since the runs.
      const controls = controlsOf(project.documentAt(job.edit));
      const { raster, painted, edit } = blendOf(project, clusters, controls, done);
      const map = editMap(strokesArea(painted, controls.feather), edit, controls, raster.profile);
      const edited = await applyToRaster(raster, map, join(folder, 'edited.v'), signal);
      await writePhoto(job.out, edited, job.write, signal);
    }
    const compared = done.map((again) => {
      const { id, provider, app } = again.run;
      return { run: id, ...compareRun(again.kept, again), provider, app };
    });
    return {
      ...{ edit: job.edit, photo },
      ...comparedOf(compared),
      ...{ runs: compared, notes: [...notes] },
    };
  });
}

/** A run that was computed again, with what it was made from. */
interface Done extends RunAgain {
  readonly run: Run;
  readonly parameters: RunParameters;
  readonly opened: Opened;
  readonly kept: KeptRun;
}

/** The one result that an edit shows. */
function pickOf(project: ReadableProject, { edit, photo }: ReplayJob) {
  const isPick = (record: DocumentRecord) => record.kind === 'pick';
  const all = [...project.documentAt(edit).values()].filter(isPick);
  const picks = photo === undefined ? all : all.filter((pick) => pick.photo === photo);
  const [pick] = picks;
  if (!pick) {
    const what = photo === undefined ? 'no result' : `no result of photo ${photo}`;
    throw new ProjectError(
      project.path,
      `shows ${what} after edit ${edit}. \`penumbra project history\` lists the edits that pick one.`,
    );
  }
  if (picks.length > 1) {
    const numbers = picks.map((each) => each.photo).join(', ');
    throw new ProjectError(
      project.path,
      `shows results of the photos ${numbers} after edit ${edit}. Say which with --photo.`,
    );
  }
  return pick;
}

/** The edit that a pick blends from clusters, and what it comes to. */
function blendOf(
  project: ReadableProject,
  clusters: readonly { readonly cluster: number; readonly weight: number }[],
  controls: TransferControls,
  done: readonly Done[],
) {
  const [{ opened: first }] = done as [Done, ...Done[]];
  const parts = clusters.map(({ cluster, weight }) => {
    const { run } = project.cluster(cluster);
    const again = done.find((one) => one.run.id === run) as Done;
    const edit = alternativeOf(cluster, again);
    const gain = edit.gain * (controls.strength / again.parameters.strength);
    return { edit: { ...edit, gain }, weight };
  });
  const painted = unionOf(done.map(({ opened }) => opened.painted));
  return { raster: first.raster, painted, edit: blend(parts) };
}

/** @throws ProjectError where runs whose clusters are blended are of several photos */
function checkOnePhoto({ path }: ReadableProject, [first, ...further]: readonly Run[]): void {
  const other = further.find(({ photo }) => photo !== first?.photo);
  if (!other) return;
  throw new ProjectError(
    path,
    `blends clusters of the runs ${first?.id} and ${other.id}, which are of different photos. Without --out they are compared all the same.`,
  );
}

/** The model to compute a run again with. @param asked that of the job */
function modelOfRun({ id, model }: Run, asked: string | undefined): ChosenModel {
  const registry = new ModelRegistry(appDataFolder());
  if (asked !== undefined) return chooseModel(asked, registry);
  try {
    return modelOf(model.id, registry);
  } catch (error) {
    if (!(error instanceof ModelListError)) throw error;
    throw new ReplayError(
      `run ${id} was made with the model ${model.id}: ${error.message} Or name it, or the folder of one that was trained here, with --model.`,
      { cause: error },
    );
  }
}

/** Before the model is opened: a large one encodes a prompt then. */
async function checkModel(
  { id, model }: Run,
  chosen: ChosenModel,
  signal: AbortSignal,
): Promise<void> {
  const hash = await weightsHash(chosen.weights(), undefined, signal);
  if (hash === model.sha256) return;
  throw new ReplayError(
    `run ${id} was made with the model ${model.id} of SHA-256 ${model.sha256.slice(0, 12)}…; ` +
      `${chosen.id} has ${hash.slice(0, 12)}…. Give that model with --model, by its name or its folder.`,
  );
}

/** What a picked cluster is among the alternatives that were found again. */
function alternativeOf(cluster: number, { run, kept, exploration, refined }: Done) {
  const { alternatives, chosen } = exploration;
  const index = kept.found.indexOf(cluster);
  const isMade = index === -1 && !kept.refined.includes(cluster);
  const alternative = isMade ? chosen : (refined.get(cluster) ?? alternatives[index]);
  if (alternative) return alternative;
  throw new ReplayError(
    `run ${run.id} finds ${alternatives.length} clusters now, not the ${kept.found.length} that it found. ` +
      `It was made by Penumbra ${run.app} on ${run.provider}.`,
  );
}

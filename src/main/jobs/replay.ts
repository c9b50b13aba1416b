import { join } from 'node:path';
import { type Carrying, controlsOf } from '../../document/controls.ts';
import type { DocumentRecord } from '../../document/records.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import { inTemporaryFolder } from '../files/temporary-folder.ts';
import { applyToRaster } from '../photo/apply-to-raster.ts';
import { strokesArea, unionOf } from '../photo/area.ts';
import { editMap } from '../photo/edit-map.ts';
import { checkFits, type WriteOptions, writePhoto } from '../photo/write-photo.ts';
import { appDataFolder } from '../store/app-data.ts';
import type { Cluster } from '../store/clusters.ts';
import { ProjectError } from '../store/errors.ts';
import type { Latent } from '../store/latent.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Run } from '../store/runs.ts';
import { blend } from './blend.ts';
import { type ChosenModel, checkMemory, chooseModel, modelOf } from './chosen-model.ts';
import { type Exploration, type ExploreEvent, explore } from './explore.ts';
import { promptFolder } from './flux/prompt-folder.ts';
import { ModelListError } from './flux/registry.ts';
import { furthestFrom } from './latents.ts';
import { promptsOf } from './project-prompts.ts';
import { adapterOf, parametersOf, pictureOf } from './recorded-run.ts';
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

/** How what was computed again stands to what the project holds of it. */
interface Compared {
  /** Number of the iterates and clusters. */
  readonly latents: number;
  /** How many of them are not what they were. */
  readonly differing: number;
  /** The most that a value of them is off by, at the accuracy of 16 bits. */
  readonly furthest: number;
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
): Promise<Replay> {
  const { photo, clusters } = pickOf(project, job);
  const ids = new Set(clusters.map(({ cluster }) => project.cluster(cluster).run));
  const { stage } = stagesOf(tell, signal);
  return inTemporaryFolder(async (folder) => {
    const done: Done[] = [];
    const notes = new Set<string>();
    for (const run of project.runs().filter(({ id }) => ids.has(id))) {
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
      const advice = checkMemory(chosenModel, subject.photo, parameters);
      if (advice) notes.add(advice);
      await stage('checking the model', () => checkModel(run, chosenModel, signal));
      const model = await stage('opening the model', () =>
        chosenModel.open({
          ...{ size: subject.photo, prompt: parameters.prompt ?? '', executor, signal },
          prompts: promptsOf(() => project, promptFolder(appDataFolder())),
        }),
      );
      const adapter =
        parameters.tuned === null ? undefined : await adapterOf(project, run, model, folder);
      const settings = { ...settingsOf(parameters), adapter };
      const found = await explore(model, executor, subject, settings, stage, tell, signal);
      done.push({ run, parameters, opened, exploration: found });
    }
    if (job.out !== undefined) {
      // As in the editor: settings may have changed since the runs.
      const carrying = controlsOf(project.documentAt(job.edit));
      const { raster, painted, edit } = blendOf(project, clusters, carrying, done);
      const map = editMap(strokesArea(painted, carrying.feather), edit, carrying, raster.profile);
      const edited = await applyToRaster(raster, map, join(folder, 'edited.v'), signal);
      await writePhoto(job.out, edited, job.write, signal);
    }
    const runs = done.map(({ run, exploration }) => {
      const { id, provider, app } = run;
      return { run: id, ...compare(project, run, exploration), provider, app };
    });
    return {
      edit: job.edit,
      photo,
      latents: runs.reduce((sum, { latents }) => sum + latents, 0),
      differing: runs.reduce((sum, { differing }) => sum + differing, 0),
      furthest: Math.max(...runs.map(({ furthest }) => furthest)),
      runs,
      notes: [...notes],
    };
  });
}

/** A run that was computed again, with what it was made from. */
interface Done {
  readonly run: Run;
  readonly parameters: RunParameters;
  readonly opened: Opened;
  readonly exploration: Exploration;
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
  carrying: Carrying,
  done: readonly Done[],
) {
  const [first, ...further] = done as [Done, ...Done[]];
  const other = further.find(({ run }) => run.photo !== first.run.photo);
  if (other) {
    throw new ProjectError(
      project.path,
      `blends clusters of the runs ${first.run.id} and ${other.run.id}, which are of different photos. Without --out they are compared all the same.`,
    );
  }
  const parts = clusters.map(({ cluster, weight }) => {
    const { run: id } = project.cluster(cluster);
    const { run, parameters, exploration } = done.find((one) => one.run.id === id) as Done;
    const edit = alternativeOf(project, run, cluster, exploration);
    const gain = edit.gain * (carrying.strength / parameters.strength);
    return { edit: { ...edit, gain }, weight };
  });
  const painted = unionOf(done.map(({ opened }) => opened.painted));
  return { raster: first.opened.raster, painted, edit: blend(parts) };
}

/** The model to compute a run again with. @param asked that of the job */
function modelOfRun({ id, model }: Run, asked: string | undefined): ChosenModel {
  if (asked !== undefined) return chooseModel(asked, appDataFolder());
  try {
    return modelOf(model.id, appDataFolder());
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

function compare(
  project: ReadableProject,
  { id: run }: Run,
  { trajectory, outcome, chosen }: Exploration,
) {
  const iterates = project.iterates(run).map(({ id }) => project.latent('iterate', id));
  const [found, made] = clustersOf(project, run).map((rows) =>
    rows.map(({ id }) => project.latent('cluster', id)),
  ) as [Latent[], Latent[]];
  const kept = [...iterates, ...found, ...made];
  const now = [
    ...iterates.map((_, i) => trajectory[i]?.z),
    ...found.map((_, i) => outcome.clusters[i]?.centre),
    ...made.map(() => chosen.z),
  ];
  const off = kept.map((latent, i) => furthestFrom(latent, now[i] ?? new Float32Array()));
  const differing = off.filter((by) => by > 0).length;
  return { latents: kept.length, differing, furthest: Math.max(0, ...off) };
}

/**
 * The clusters that a run found, and those without iterates that its result was made of. What was refined from
 * them later is no part of the run.
 */
function clustersOf(project: ReadableProject, run: number): [Cluster[], Cluster[]] {
  const all = project.clusters(run).filter(({ measures }) => !('refinedFrom' in measures));
  const isFound = ({ iterates }: Cluster) => iterates.length > 0;
  return [all.filter(isFound), all.filter((cluster) => !isFound(cluster))];
}

/** What a picked cluster is among the alternatives that were found again. */
function alternativeOf(
  project: ReadableProject,
  run: Run,
  cluster: number,
  { alternatives, chosen }: Exploration,
) {
  if ('refinedFrom' in project.cluster(cluster).measures) {
    throw new ReplayError(
      `cluster ${cluster} was refined in the editor after run ${run.id}, which replays do not do. ` +
        'Its result is in the project: export it from the editor.',
    );
  }
  const [clusters] = clustersOf(project, run.id);
  const index = clusters.findIndex(({ id }) => id === cluster);
  if (index === -1) return chosen;
  const alternative = alternatives[index];
  if (alternative) return alternative;
  throw new ReplayError(
    `run ${run.id} finds ${alternatives.length} clusters now, not the ${index + 1} and more that it found. ` +
      `It was made by Penumbra ${run.app} on ${run.provider}.`,
  );
}

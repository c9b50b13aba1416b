import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DocumentRecord } from '../../document/records.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import type { Adapter } from '../engine/sampling/adapter.ts';
import type { FlowModel } from '../engine/sampling/flow-model.ts';
import { inTemporaryFolder } from '../files/temporary-folder.ts';
import { applyToRaster } from '../photo/apply-to-raster.ts';
import { strokesArea } from '../photo/area.ts';
import { editMap } from '../photo/edit-map.ts';
import type { PictureFile } from '../photo/picture-file.ts';
import { type WriteOptions, writePhoto } from '../photo/write-photo.ts';
import type { Cluster } from '../store/clusters.ts';
import { ProjectError } from '../store/errors.ts';
import type { Latent } from '../store/latent.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Run } from '../store/runs.ts';
import { readAdapter, weightsHash } from './adapter-file.ts';
import { embeddedModel } from './embedded-model.ts';
import { type Exploration, type ExploreEvent, explore } from './explore.ts';
import { furthestFrom } from './latents.ts';
import { type RunParameters, readRunParameters, settingsOf } from './run-parameters.ts';
import { stagesOf } from './stages.ts';
import { readSubject } from './subject.ts';

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
  /** Folder of the model. */
  readonly model: string;
}

/** How a result that was computed again stands to the one in the project. */
export interface Replay {
  readonly edit: number;
  readonly photo: number;
  readonly run: number;
  /** Number of the run's iterates and clusters. */
  readonly latents: number;
  /** How many of them are not what they were. */
  readonly differing: number;
  /** The most that a value of them is off by, at the accuracy of 16 bits. */
  readonly furthest: number;
  /** The execution provider that the run was made with. */
  readonly provider: string;
  /** The version of Penumbra that made it. */
  readonly app: string;
}

/**
 * Computes the result that a project shows after an edit again, from what the project holds, and
 * compares all that its run found.
 * @throws ProjectError where the edit shows no result, or is not recorded so that it can be computed
 * @throws ReplayError where the model is not the run's
 */
export async function replay(
  project: ReadableProject,
  job: ReplayJob,
  executor: Executor,
  tell: (event: ExploreEvent) => void,
  signal: AbortSignal,
): Promise<Replay> {
  const { photo, cluster } = pickOf(project, job);
  const run = runOf(project, cluster);
  const parameters = parametersOf(project, run);
  const settings = settingsOf(parameters);
  const { stage } = stagesOf(tell, signal);
  const compared = await inTemporaryFolder(async (folder) => {
    const pictures = {
      photo: pictureOf(project, run.photo),
      strokes: pictureOf(project, parameters.strokes),
      with: parameters.with.map((number) => pictureOf(project, number)),
    };
    const { raster, painted, subject } = await stage('reading', () =>
      readSubject(pictures, folder),
    );
    const model = embeddedModel(subject.photo, job.model);
    checkModel(run, model, job.model);
    const adapter = parameters.tuned === null ? undefined : adapterOf(project, run, model, folder);
    const tuned = { ...settings, adapter };
    const exploration = await explore(model, executor, subject, tuned, stage, tell, signal);
    if (job.out !== undefined) {
      const alternative = alternativeOf(project, run, cluster, exploration);
      const near = strokesArea(painted, settings.feather);
      const map = editMap(near, alternative, settings, raster.profile);
      const edited = await applyToRaster(raster, map, join(folder, 'edited.v'), signal);
      await writePhoto(job.out, edited, job.write);
    }
    return compare(project, run, exploration);
  });
  const { provider, app } = run;
  return { edit: job.edit, photo, run: run.id, ...compared, provider, app };
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
  const [part, ...further] = pick.clusters;
  if (!part || further.length > 0) {
    throw new ProjectError(
      project.path,
      `shows a blend of ${pick.clusters.length} clusters after edit ${edit}, which this version cannot replay.`,
    );
  }
  return { photo: pick.photo, cluster: part.cluster };
}

function runOf(project: ReadableProject, cluster: number): Run {
  const { run } = project.cluster(cluster);
  return project.runs().find(({ id }) => id === run) as Run;
}

function parametersOf(project: ReadableProject, run: Run): RunParameters {
  const parameters = readRunParameters(run.parameters);
  if (!('problem' in parameters)) return parameters;
  throw new ProjectError(
    project.path,
    `does not say of run ${run.id} (Penumbra ${run.app}) all that a replay needs: ${parameters.problem}.`,
  );
}

function pictureOf(project: ReadableProject, number: number): PictureFile {
  const photo = project.photos().find(({ id }) => id === number);
  if (!photo) throw new ProjectError(project.path, `has no photo ${number}, which a run names.`);
  return { name: photo.name, bytes: project.blob(photo.blob) };
}

function checkModel({ id, model }: Run, { file }: FlowModel, folder: string): void {
  const hash = weightsHash(file);
  if (hash === model.sha256) return;
  throw new ReplayError(
    `run ${id} was made with the model ${model.id} of SHA-256 ${model.sha256.slice(0, 12)}…; ` +
      `${basename(folder)} has ${hash.slice(0, 12)}…. Give the folder of that model with --model.`,
  );
}

function adapterOf(
  project: ReadableProject,
  run: Run,
  { file }: FlowModel,
  folder: string,
): Adapter {
  const row = project.adapters().find((adapter) => adapter.run === run.id);
  if (!row) throw new ProjectError(project.path, `has no tuned weights of run ${run.id}.`);
  const path = join(folder, 'tuned.safetensors');
  writeFileSync(path, project.blob(row.blob));
  return readAdapter(path, file);
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

/** The clusters that a run found, and those without iterates that its result was made of. */
function clustersOf(project: ReadableProject, run: number): [Cluster[], Cluster[]] {
  const all = project.clusters(run);
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

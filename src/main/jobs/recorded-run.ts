import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Adapter } from '../engine/sampling/adapter.ts';
import type { FlowModel } from '../engine/sampling/flow-model.ts';
import type { PictureFile } from '../photo/picture-file.ts';
import { ProjectError } from '../store/errors.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Run } from '../store/runs.ts';
import { readAdapter } from './adapter-file.ts';
import { type RunParameters, readRunParameters } from './run-parameters.ts';

/** @throws ProjectError where there is no such run */
export function runOf(project: ReadableProject, number: number): Run {
  const run = project.runs().find(({ id }) => id === number);
  if (run) return run;
  throw new ProjectError(project.path, `has no run ${number}.`);
}

/**
 * Every setting of a run.
 * @throws ProjectError where they are not those of an edit that this version knows
 */
export function parametersOf(project: ReadableProject, run: Run): RunParameters {
  const parameters = readRunParameters(run.parameters);
  if (!('problem' in parameters)) return parameters;
  throw new ProjectError(
    project.path,
    `does not say of run ${run.id} (Penumbra ${run.app}) all that is needed to compute it again: ${parameters.problem}.`,
  );
}

/** A picture of a project as its file is. @throws ProjectError where there is no such picture */
export function pictureOf(project: ReadableProject, number: number): PictureFile {
  const photo = project.photos().find(({ id }) => id === number);
  if (!photo) throw new ProjectError(project.path, `has no photo ${number}, which a run names.`);
  return { name: photo.name, bytes: project.blob(photo.blob) };
}

/**
 * The tuned weights that a run was made with.
 * @param folder for their file; whoever made it removes it
 * @throws ProjectError where the project does not hold them; AdapterError where they are of another model
 */
export async function adapterOf(
  project: ReadableProject,
  run: Run,
  { file }: FlowModel,
  folder: string,
): Promise<Adapter> {
  const row = project.adapters().find((adapter) => adapter.run === run.id);
  if (!row) throw new ProjectError(project.path, `has no tuned weights of run ${run.id}.`);
  const path = join(folder, 'tuned.safetensors');
  writeFileSync(path, project.blob(row.blob));
  return readAdapter(path, file);
}

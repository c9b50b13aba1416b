import { mean } from '../engine/inversion/points.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import type { FlowModel } from '../engine/sampling/flow-model.ts';
import { modelFlow } from '../engine/sampling/model-flow.ts';
import { inTemporaryFolder } from '../files/temporary-folder.ts';
import type { Cluster } from '../store/clusters.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Run } from '../store/runs.ts';
import { type Alternative, alternatives, type Found } from './alternatives.ts';
import { fromLatent, latentUnlessDamaged } from './latents.ts';
import { encodeSubject, pictureCoder } from './picture-coder.ts';
import { adapterOf, parametersOf } from './recorded-run.ts';
import { movedTo } from './refine.ts';
import { settingsOf } from './run-parameters.ts';
import type { Subject } from './subject.ts';

/** What a run found, as if it had just ended. */
export interface Revived {
  readonly found: Found;
  /** The edits of its clusters, by the clusters' numbers; without those refined ones whose latent is damaged. */
  readonly edits: ReadonlyMap<number, Alternative>;
}

/**
 * Brings back what a recorded run found from its latents: some evaluations of the model in place of the whole
 * inversion. A damaged iterate costs no more than refining.
 * @param subject what the run worked on
 * @throws ProjectError where the project does not hold what is needed
 */
export async function revive(
  project: ReadableProject,
  run: Run,
  subject: Subject,
  model: FlowModel,
  executor: Executor,
  signal: AbortSignal,
): Promise<Revived> {
  const parameters = parametersOf(project, run);
  const isTuned = parameters.mode === 'finetune' || parameters.tuned !== null;
  const adapter = isTuned
    ? await inTemporaryFolder((folder) => adapterOf(project, run, model, folder))
    : undefined;
  const { sigma, steps, strength, mode } = parameters;
  const { photo, painted, opacity } = subject;
  const coder = pictureCoder(model, executor);
  const encoded = await encodeSubject(coder, subject, signal);
  const iterates = project.iterates(run.id);
  const stepOf = new Map(iterates.map(({ id, step }) => [id, step]));
  const all = project.clusters(run.id);
  const kept = all.filter((cluster) => cluster.iterates.length > 0);
  const clusters = kept.map(({ id, iterates: members, measures }) => ({
    centre: fromLatent(project.latent('cluster', id)),
    spread: measures['spread'] ?? 0,
    members: members.map((iterate) => stepOf.get(iterate) as number),
  }));
  const found: Found = {
    ...{ photo, painted, opacity, clusters, sigma, steps, strength },
    flow: modelFlow(model, executor, adapter),
    coder,
    inverted: mode === 'single' ? encoded.slice(1, 2) : encoded,
    points: () => iterates.map(({ id }) => fromLatent(project.latent('iterate', id))),
    residuals: iterates.map(({ measures }) => measures['residual'] ?? 0),
    settledAt: Math.min(...clusters.flatMap(({ members }) => members)),
    mean: mean(clusters.map(({ centre }) => centre)),
    transfer: settingsOf(parameters),
  };
  const edits = new Map<number, Alternative>();
  for (const [i, alternative] of (await alternatives(found, signal)).entries()) {
    edits.set((kept[i] as Cluster).id, alternative);
  }
  for (const cluster of all) {
    const source = edits.get(cluster.measures['refinedFrom'] ?? 0);
    if (edits.has(cluster.id) || !source) continue;
    const latent = latentUnlessDamaged(project, 'cluster', cluster.id);
    if (!latent) continue;
    const z = fromLatent(latent);
    edits.set(cluster.id, await movedTo(found, source, z, signal));
  }
  return { found, edits };
}

import { mean } from '../engine/inversion/points.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import type { Adapter } from '../engine/sampling/adapter.ts';
import type { FlowModel } from '../engine/sampling/flow-model.ts';
import { modelFlow } from '../engine/sampling/model-flow.ts';
import { ProjectError } from '../store/errors.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import { type Alternative, alternatives, type Found } from './alternatives.ts';
import { type Exploration, type ExploreEvent, tellLosses } from './explore.ts';
import { asKept } from './latents.ts';
import { movedTo, refine } from './refine.ts';

/** How a cluster was refined in the editor. */
export interface Refinement {
  readonly run: number;
  readonly cluster: number;
  /** The cluster that it was made of: one that the run found, or one that was refined before. */
  readonly from: number;
  readonly steps: number;
}

/**
 * The refinements that clusters came by, those first that others were made of.
 * @throws ProjectError where it is not recorded how one was refined
 */
export function refinementsOf(
  project: ReadableProject,
  clusters: readonly number[],
): readonly Refinement[] {
  const found = new Map<number, Refinement>();
  const follow = (cluster: number) => {
    const refinement = refinementOf(project, cluster);
    if (!refinement || found.has(cluster)) return;
    follow(refinement.from);
    found.set(cluster, refinement);
  };
  for (const cluster of clusters) follow(cluster);
  return [...found.values()];
}

function refinementOf(project: ReadableProject, number: number): Refinement | undefined {
  const { run, measures } = project.cluster(number);
  const { refinedFrom: from, steps = 0 } = measures;
  if (from === undefined) return undefined;
  const source = project.clusters(run).find(({ id }) => id === from);
  const isUsable = source && (source.iterates.length > 0 || 'refinedFrom' in source.measures);
  // A cluster is made after what it is made of: no way leads in a circle.
  if (isUsable && from < number && Number.isSafeInteger(steps) && steps > 0) {
    return { run, cluster: number, from, steps };
  }
  throw new ProjectError(
    project.path,
    `does not say how cluster ${number} was refined, which cannot be computed again so. Its result is in the project: export it from the editor.`,
  );
}

/**
 * Refines clusters of a run that was computed again as the editor did: from what a project keeps of it, in 16 bits.
 * @param numbers of the run's clusters, in their order
 * @param refinements of the run, those first that others are made of
 * @returns what they came to, by the clusters' numbers; without those whose run no longer finds what they are made of
 */
export async function refineAgain(
  { found, adapter }: Exploration,
  numbers: readonly number[],
  refinements: readonly Refinement[],
  model: FlowModel,
  executor: Executor,
  tell: (event: ExploreEvent) => void,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Alternative>> {
  const kept = foundAsKept(found, adapter, model, executor);
  const all = await alternatives(kept, signal);
  const edits = new Map(all.map((edit, i) => [numbers[i], edit]));
  const refined = new Map<number, Alternative>();
  for (const { cluster, from, steps } of refinements) {
    const source = edits.get(from);
    if (!source) continue;
    const { z } = await refine(kept, source, steps, tellLosses(tell, steps), signal);
    const edit = await movedTo(kept, source, asKept(z), signal);
    edits.set(cluster, edit);
    refined.set(cluster, edit);
  }
  return refined;
}

function foundAsKept(
  found: Found,
  adapter: Adapter | undefined,
  model: FlowModel,
  executor: Executor,
): Found {
  const centred = found.clusters.map((one) => ({ ...one, centre: asKept(one.centre) }));
  const tuned = adapter && {
    ...adapter,
    values: new Map([...adapter.values].map(([name, values]) => [name, asKept(values)])),
  };
  const points = found.points().map(asKept);
  return {
    ...found,
    flow: tuned ? modelFlow(model, executor, tuned) : found.flow,
    points: () => points,
    clusters: centred,
    mean: mean(centred.map(({ centre }) => centre)),
  };
}

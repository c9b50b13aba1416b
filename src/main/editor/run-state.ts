import type { Json } from '../../document/records.ts';
import type { ClusterState, RunState } from '../../preload/run-state.ts';
import { findPlane } from '../engine/inversion/plane.ts';
import type { Point } from '../engine/sampling/flow.ts';
import { readRunParameters } from '../jobs/run-parameters.ts';
import type { Cluster } from '../store/clusters.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Run } from '../store/runs.ts';
import type { WritableProject } from '../store/writable-project.ts';

/** A run as a window sees it. @param isRunning whether it goes on now, in this process */
export function runState(project: ReadableProject, run: Run, isRunning: boolean): RunState {
  const { id, photo, edit, end } = run;
  const parameters = readRunParameters(run.parameters);
  // A run that another version made is listed all the same.
  const { sigma, iterations, strength } =
    'problem' in parameters ? { sigma: 0, iterations: 1, strength: null } : parameters;
  return {
    ...{ id, photo, edit, sigma, iterations, strength },
    outcome: end?.outcome ?? (isRunning ? 'running' : 'cut short'),
    message: end?.message ?? null,
    iterates: project.iterates(id).map(({ id: iterate, step, measures }) => ({
      id: iterate,
      step,
      residual: measures['residual'] ?? 0,
    })),
    plane: readPlane(project.setting(planeSetting(id))),
    clusters: project.clusters(id).map((cluster) => clusterState(cluster, sigma)),
  };
}

/**
 * Keeps where a run's iterates lie in the plane in which they vary most: to lay them out again, all of their
 * latents would have to be read.
 */
export function keepPlane(project: WritableProject, run: number, points: readonly Point[]): void {
  if (points.length >= 2) project.setSetting(planeSetting(run), points.map(findPlane(points)));
}

function planeSetting(run: number): string {
  return `plane of run ${run}`;
}

function readPlane(value: Json | undefined): [number, number][] {
  return Array.isArray(value) ? (value as [number, number][]) : [];
}

function clusterState({ id, iterates, measures }: Cluster, sigma: number): ClusterState {
  const figure = (name: string) => measures[name] ?? 0;
  const isRefined = 'refinedFrom' in measures;
  return {
    id,
    label: isRefined ? 'Refined' : labelOf(sigma, figure('effect')),
    kind: isRefined ? 'refined' : iterates.length > 0 ? 'found' : 'mean',
    likeness: figure('likeness'),
    effect: figure('effect'),
    outside: figure('outside'),
    residual: figure('residual'),
    iterates: [...iterates],
  };
}

/** Up to these levels, answers keep to the strokes' shape, or to their light. */
const CLOSE = 0.35;
const BALANCED = 0.45;

/** What an alternative is, as a photographer would say. */
function labelOf(sigma: number, effect: number): string {
  if (effect < 0) return 'Opposite';
  if (sigma <= CLOSE) return 'Close';
  return sigma <= BALANCED ? 'Balanced' : 'Soft light';
}

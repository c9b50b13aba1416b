import type { ClusterState, RunState } from '../../preload/run-state.ts';

/** A run for tests. */
export function runFixture(run: Partial<RunState>): RunState {
  return {
    id: 1,
    photo: 1,
    edit: 1,
    sigma: 0.4,
    iterations: 14,
    strength: 0.6,
    outcome: 'done',
    message: null,
    iterates: [],
    plane: [],
    clusters: [],
    ...run,
  };
}

/** A cluster for tests. */
export function clusterFixture(cluster: Partial<ClusterState>): ClusterState {
  return {
    id: 1,
    label: 'Soft light',
    kind: 'found',
    likeness: 0.9,
    effect: 0.6,
    outside: 0,
    residual: 0.1,
    iterates: [],
    ...cluster,
  };
}

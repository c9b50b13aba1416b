import type { ClusterState, RunState } from '../../preload/run-state.ts';

/** The runs that were started at one edit. */
export interface Exploration {
  readonly edit: number;
  /** In the order they were made; one at least. */
  readonly runs: readonly RunState[];
  /** Of all its runs. */
  readonly clusters: readonly ClusterState[];
}

/** A photo's explorations, the newest first; without those that ended before they found anything. */
export function explorationsOf(
  runs: ReadonlyMap<number, RunState>,
  photo: number,
): readonly Exploration[] {
  const own = [...runs.values()].filter(
    (run) => run.photo === photo && (run.outcome === 'running' || run.clusters.length > 0),
  );
  const byEdit = Map.groupBy(own, ({ edit }) => edit);
  const newest = (edit: readonly RunState[]) => Math.max(...edit.map(({ id }) => id));
  return [...byEdit]
    .toSorted(([, a], [, b]) => newest(b) - newest(a))
    .map(([edit, members]) => {
      const inOrder = members.toSorted((a, b) => a.id - b.id);
      return { edit, runs: inOrder, clusters: inOrder.flatMap(({ clusters }) => clusters) };
    });
}

/** A cluster by its number, in any run. */
export function clusterOf(
  runs: ReadonlyMap<number, RunState>,
  id: number,
): ClusterState | undefined {
  for (const { clusters } of runs.values()) {
    const found = clusters.find((cluster) => cluster.id === id);
    if (found) return found;
  }
  return undefined;
}

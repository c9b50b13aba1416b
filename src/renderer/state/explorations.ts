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
      const inOrder = withNames(members.toSorted((a, b) => a.id - b.id));
      return { edit, runs: inOrder, clusters: inOrder.flatMap(({ clusters }) => clusters) };
    });
}

/** The runs of an exploration, with a number behind the names of clusters that another had before. */
function withNames(runs: readonly RunState[]): readonly RunState[] {
  const counts = new Map<string, number>();
  return runs.map((run) => {
    const clusters = run.clusters.map((cluster) => {
      const { label } = cluster;
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      return count === 1 ? cluster : { ...cluster, label: `${label} ${count}` };
    });
    return { ...run, clusters };
  });
}

/** A cluster by its number, in any run, with its name in its exploration. */
export function clusterOf(
  runs: ReadonlyMap<number, RunState>,
  id: number,
): ClusterState | undefined {
  const run = [...runs.values()].find(({ clusters }) => clusters.some((one) => one.id === id));
  const exploration = run && explorationsOf(runs, run.photo).find(({ edit }) => edit === run.edit);
  return exploration?.clusters.find((cluster) => cluster.id === id);
}

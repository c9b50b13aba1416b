import type { RunState } from '../../preload/run-state.ts';

type Found = Pick<RunState, 'iterates' | 'clusters'>;

/** The cluster of each iterate of a run, in their order; null for those that belong to none. */
export function membersOf({ iterates, clusters }: Found): readonly (number | null)[] {
  const owners = new Map(
    clusters
      .filter(({ kind }) => kind === 'found')
      .flatMap(({ id, iterates: members }) => members.map((iterate) => [iterate, id] as const)),
  );
  return iterates.map(({ id }) => owners.get(id) ?? null);
}

/**
 * After how many steps a run comes back to the same cluster, once it has settled; null where it does not,
 * or where less than two rounds of it are there.
 */
export function periodOf(run: Found): number | null {
  const members = membersOf(run);
  const start = members.indexOf(members.find((member) => member !== null) ?? null);
  const settled = members.slice(start);
  if (settled.length === 0 || settled.includes(null)) return null;
  for (let period = 1; period <= settled.length / 2; period++) {
    if (settled.every((member, k) => k < period || member === settled[k - period])) return period;
  }
  return null;
}

/** The middle of each cluster in the plane of a run's trajectory. */
export function centresOf(
  run: Pick<RunState, 'iterates' | 'clusters' | 'plane'>,
): ReadonlyMap<number, readonly [number, number]> {
  const groups = Map.groupBy(run.plane.entries(), ([k]) => membersOf(run)[k] ?? null);
  const centres = new Map<number, readonly [number, number]>();
  for (const [cluster, points] of groups) {
    if (cluster === null) continue;
    const mean = (axis: 0 | 1) =>
      points.reduce((sum, [, point]) => sum + point[axis], 0) / points.length;
    centres.set(cluster, [mean(0), mean(1)]);
  }
  return centres;
}

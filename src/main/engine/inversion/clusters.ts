import type { Point } from '../sampling/flow.ts';
import { distance, mean } from './points.ts';

/** A part of the trajectory that the iteration returns to. */
export interface Cluster {
  /** Indices of its iterates, ascending. */
  readonly members: readonly number[];
  readonly centre: Point;
  /** Root mean square distance of the members from the centre. */
  readonly spread: number;
}

/** What a trajectory came to. */
export type Outcome =
  /** It moves between clusters. */
  | {
      readonly kind: 'oscillates';
      readonly clusters: readonly Cluster[];
      /** Mean of the clusters' centres, near the exact fixed point (Theorem 2). */
      readonly mean: Point;
      /** Iterates before this one are on the way to the clusters. */
      readonly settledAt: number;
      /** Iterates after which the clusters recur in the same order; `undefined` where they do not. */
      readonly period: number | undefined;
    }
  /** It has come to rest: at the exact fixed point, from which there is nothing to choose. */
  | { readonly kind: 'converged'; readonly mean: Point }
  /** It grows without bound. */
  | { readonly kind: 'diverged' }
  /** It neither rests nor returns: too short, or without structure; `mean` is that of its later half. */
  | { readonly kind: 'wanders'; readonly mean: Point };

/** A last step of less than this share of the largest is rest. */
const REST = 0.02;

/** Steps that still grow by this factor a turn at the end, after growing a hundredfold in all, diverge. */
const GROWTH = 1.05;

/** Mean silhouette from which groups count as clusters (Kaufman & Rousseeuw 1990: above 0.5, reasonable). */
const SILHOUETTE = 0.5;

/** An iterate this many spreads away from its cluster's centre is on the way. */
const SPREADS = 3;

/** Fewest iterates that clusters are looked for in. */
const FEWEST = 6;

/**
 * Finds what a trajectory came to, and its clusters without being told how many. The second half is
 * divided by average linkage into the number of groups with the best silhouette; then earlier
 * iterates join their groups, backwards until one does not belong.
 * @param trajectory the iterates' points in order, finite
 */
export function findClusters(trajectory: readonly Point[]): Outcome {
  const steps = trajectory.slice(1).map((z, k) => distance(z, trajectory[k] as Point));
  const largest = Math.max(...steps, 0);
  if (hasDiverged(steps)) return { kind: 'diverged' };
  if (trajectory.length < 2 || Math.max(...steps.slice(-2)) <= REST * largest) {
    return { kind: 'converged', mean: trajectory.at(-1) as Point };
  }
  const half = Math.floor(trajectory.length / 2);
  const late = trajectory.slice(half);
  const isLong = trajectory.length >= FEWEST;
  const groups = isLong && bestGrouping(late.map((a) => late.map((b) => distance(a, b))));
  if (!groups) return { kind: 'wanders', mean: mean(late) };
  const found = groups.map((group) =>
    toCluster(
      trajectory,
      group.map((k) => k + half),
    ),
  );
  const { clusters, settledAt } = extendBackwards(trajectory, found, half);
  const inOrder = clusters.toSorted((a, b) => (a.members[0] ?? 0) - (b.members[0] ?? 0));
  return {
    kind: 'oscillates',
    clusters: inOrder,
    mean: mean(inOrder.map(({ centre }) => centre)),
    settledAt,
    period: periodOf(inOrder, settledAt, trajectory.length),
  };
}

function hasDiverged(steps: readonly number[]): boolean {
  const last = steps.at(-1) ?? 0;
  const quarter = Math.max(1, Math.floor(steps.length / 4));
  const before = steps.at(-1 - quarter) ?? last;
  const first = steps[0] ?? 0;
  return last > 100 * first && last > before * GROWTH ** quarter;
}

function toCluster(trajectory: readonly Point[], members: readonly number[]): Cluster {
  const points = members.map((k) => trajectory[k] as Point);
  const centre = mean(points);
  const squares = points.reduce((sum, point) => sum + distance(point, centre) ** 2, 0);
  return { members, centre, spread: Math.sqrt(squares / points.length) };
}

function extendBackwards(
  trajectory: readonly Point[],
  found: readonly Cluster[],
  half: number,
): { clusters: Cluster[]; settledAt: number } {
  const members = found.map((cluster) => [...cluster.members]);
  const gap = Math.min(
    ...found.flatMap((a, i) => found.slice(i + 1).map((b) => distance(a.centre, b.centre))),
  );
  let settledAt = half;
  for (let k = half - 1; k >= 0; k--) {
    const distances = found.map(({ centre }) => distance(trajectory[k] as Point, centre));
    const nearest = distances.indexOf(Math.min(...distances));
    const reach = Math.max(SPREADS * (found[nearest]?.spread ?? 0), 0.1 * gap);
    if ((distances[nearest] ?? 0) > reach) break;
    members[nearest]?.unshift(k);
    settledAt = k;
  }
  return { clusters: members.map((group) => toCluster(trajectory, group)), settledAt };
}

/** The fewest iterates after which every cluster recurs, seen twice at least. */
function periodOf(
  clusters: readonly Cluster[],
  settledAt: number,
  length: number,
): number | undefined {
  const labels = Array.from({ length: length - settledAt }, (_, i) =>
    clusters.findIndex(({ members }) => members.includes(settledAt + i)),
  );
  for (let period = clusters.length; 2 * period <= labels.length; period++) {
    if (labels.every((label, i) => i < period || label === labels[i - period])) return period;
  }
  return undefined;
}

/**
 * Groups of indices by average linkage (Sokal & Michener 1958), as many as give the best mean
 * silhouette; `undefined` where no grouping is good enough.
 */
function bestGrouping(distances: readonly (readonly number[])[]): number[][] | undefined {
  let groups = distances.map((_, index) => [index]);
  let best: { groups: number[][]; score: number } | undefined;
  while (groups.length > 2) {
    groups = mergeNearest(groups, distances);
    // A group of one is no place that the iteration returns to.
    if (groups.some(({ length }) => length === 1) || !isReturnedTo(groups)) continue;
    const score = silhouette(groups, distances);
    if (!best || score > best.score) best = { groups, score };
  }
  return best && best.score >= SILHOUETTE ? best.groups : undefined;
}

/** Whether the trajectory changes between groups more often than by visiting each once: a drift does not. */
function isReturnedTo(groups: readonly (readonly number[])[]): boolean {
  const labels: number[] = [];
  for (const [label, group] of groups.entries()) for (const k of group) labels[k] = label;
  const changes = labels.filter((label, k) => k > 0 && label !== labels[k - 1]).length;
  return changes >= groups.length;
}

function mergeNearest(
  groups: readonly number[][],
  distances: readonly (readonly number[])[],
): number[][] {
  let nearest = { a: 0, b: 1, distance: Number.POSITIVE_INFINITY };
  for (const [a, group] of groups.entries()) {
    for (let b = a + 1; b < groups.length; b++) {
      const between = linkage(group, groups[b] as number[], distances);
      if (between < nearest.distance) nearest = { a, b, distance: between };
    }
  }
  const { a, b } = nearest;
  const merged = [...(groups[a] as number[]), ...(groups[b] as number[])].sort((x, y) => x - y);
  return [...groups.filter((_, index) => index !== a && index !== b), merged];
}

/** Mean distance between the members of two groups. */
function linkage(
  a: readonly number[],
  b: readonly number[],
  distances: readonly (readonly number[])[],
): number {
  let total = 0;
  for (const i of a) for (const j of b) total += distances[i]?.[j] ?? 0;
  return total / (a.length * b.length);
}

/** Mean silhouette (Rousseeuw 1987) of groups of two or more. */
function silhouette(
  groups: readonly number[][],
  distances: readonly (readonly number[])[],
): number {
  let [total, count] = [0, 0];
  for (const group of groups) {
    for (const i of group) {
      // The distance to itself is 0 and does not count.
      const within = (linkage([i], group, distances) * group.length) / (group.length - 1);
      const others = groups.filter((other) => other !== group);
      const beside = Math.min(...others.map((other) => linkage([i], other, distances)));
      total += (beside - within) / Math.max(within, beside);
      count++;
    }
  }
  return total / count;
}

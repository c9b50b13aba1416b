import type { ClusterState } from '../../preload/run-state.ts';

/** What a rank weighs, and how much; they sum to 1. */
const WEIGHTS = { likeness: 0.4, effect: 0.45, outside: 0.15 };

/** Change outside the strokes, in steps of 255, that counts as worst. */
const WORST_OUTSIDE = 16;

/**
 * Clusters from the best to the worst: alike to the photo, with the wanted effect of the strokes, and with
 * little change outside them. An exploration brings the strokes' own cluster to the wanted strength, so
 * the most effect that any has is the wanted one.
 */
export function ranked(clusters: readonly ClusterState[]): readonly ClusterState[] {
  const wanted = Math.max(0, ...clusters.map(({ effect }) => effect));
  return clusters.toSorted((a, b) => score(b, wanted) - score(a, wanted) || a.id - b.id);
}

/** From 0, the worst, to 1. */
function score({ likeness, effect, outside }: ClusterState, wanted: number): number {
  const missed = wanted > 0 ? Math.min(1, (wanted - effect) / wanted) : 0;
  return (
    WEIGHTS.likeness * Math.max(0, likeness) +
    WEIGHTS.effect * (1 - missed) +
    WEIGHTS.outside * (1 - Math.min(1, outside / WORST_OUTSIDE))
  );
}

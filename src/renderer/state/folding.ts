import type { ClusterState } from '../../preload/run-state.ts';

/** Less than this share of an exploration's best effect is next to none. */
const LITTLE = 0.25;

/** Why a card is folded away, unless the photographer has taken it up. */
type Fold = 'little' | 'opposite';

/**
 * Each level has its answer and the opposite of it, which is seldom what was asked for; and a level that the model hardly
 * answers at leaves the photo as it is.
 * @param clusters of the exploration
 * @returns by its number, why a cluster is folded away; those that are not are left out
 */
export function foldsOf(clusters: readonly ClusterState[]): ReadonlyMap<number, Fold> {
  const best = Math.max(0, ...clusters.map(({ effect }) => effect));
  const folds = new Map<number, Fold>();
  for (const { id, effect } of clusters) {
    if (effect < 0) folds.set(id, 'opposite');
    else if (effect < LITTLE * best) folds.set(id, 'little');
  }
  return folds;
}

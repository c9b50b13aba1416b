import { photoOf } from './current.ts';
import { explorationsOf } from './explorations.ts';
import { ranked } from './ranking.ts';
import { ratingOf } from './ratings.ts';
import { useStore } from './store.ts';
import { preview } from './view.ts';

/**
 * Shows the best result of an exploration that has ended, unless the photographer went on painting or chose a card
 * meanwhile.
 */
export function showFirstResult(): void {
  const { project, viewing, history, records, runs, cancelGesture } = useStore.getState();
  const photo = photoOf({ project });
  if (!photo || viewing.shown.kind !== 'strokes' || viewing.selectedCluster !== null) return;
  const newest = explorationsOf(runs, photo.id)[0];
  if (cancelGesture || newest?.edit !== history.head) return;
  const best = ranked(newest.clusters).find(({ id }) => !ratingOf(records, id).rejected);
  if (best) preview(best.id);
}

/** Shows what came of a refinement, which is the newest card, where its exploration is still looked at. */
export function showRefined(): void {
  const { project, viewing, runs, cancelGesture } = useStore.getState();
  const photo = photoOf({ project });
  if (!photo || cancelGesture || viewing.selectedCluster === null) return;
  const refined = [...runs.values()]
    .flatMap(({ clusters }) => clusters)
    .filter(({ kind }) => kind === 'refined');
  const newest = Math.max(...refined.map(({ id }) => id));
  if (Number.isFinite(newest)) preview(newest);
}

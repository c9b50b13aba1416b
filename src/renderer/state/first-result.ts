import { photoOf } from './current.ts';
import { explorationsOf } from './explorations.ts';
import { ranked } from './ranking.ts';
import { ratingOf } from './ratings.ts';
import { type State, useStore } from './store.ts';
import { preview } from './view.ts';

/**
 * Shows the best result of an exploration when all its runs have ended, unless it was cancelled, or the
 * photographer went on painting or chose a card meanwhile. @returns ends it
 */
export function showFirstResult(): () => void {
  return useStore.subscribe((state, before) => {
    if (before.stage?.work !== 'explore' || state.stage !== null) return;
    // After everybody has heard of the end.
    queueMicrotask(() => showBest(state));
  });
}

function showBest({ project, viewing, history, records, runs, cancelGesture }: State): void {
  const photo = photoOf({ project });
  if (!photo || viewing.shown.kind !== 'strokes' || viewing.selectedCluster !== null) return;
  const newest = explorationsOf(runs, photo.id)[0];
  const outcome = newest?.runs.at(-1)?.outcome;
  if (cancelGesture || newest?.edit !== history.head) return;
  if (outcome !== 'done' && outcome !== 'failed') return;
  const best = ranked(newest.clusters).find(({ id }) => !ratingOf(records, id).rejected);
  if (best) preview(best.id);
}

import { rpc } from '../session.ts';
import { photoOf } from './current.ts';
import { explorationsOf } from './explorations.ts';
import { notifyError } from './notices.ts';
import { ranked } from './ranking.ts';
import { ratingOf } from './ratings.ts';
import { type State, useStore } from './store.ts';
import { look, preview, showStrokes } from './view.ts';

/** Explores the photo with the strokes as they stand, and shows the gallery of it. */
export async function explore(): Promise<void> {
  const photo = photoOf(useStore.getState());
  if (!photo) return;
  look({ exploration: null, selectedCluster: null, blend: null });
  showStrokes();
  try {
    await rpc.call('explore.start', { photo: photo.id });
  } catch (error) {
    notifyError(error);
  }
}

/** Refines a cluster towards the strokes. */
export async function refine(cluster: number, steps: number): Promise<void> {
  try {
    await rpc.call('explore.refine', { cluster, steps });
  } catch (error) {
    notifyError(error);
  }
}

/** Ends an exploration or a refinement; what is finished is kept. */
export async function cancel(): Promise<void> {
  try {
    await rpc.call('explore.cancel', null);
  } catch (error) {
    notifyError(error);
  }
}

/**
 * Shows the best result of an exploration when it ends, unless the photographer went on painting or chose
 * a card meanwhile. @returns ends it
 */
export function showFirstResult(): () => void {
  return useStore.subscribe((state, before) => {
    if (state.runs !== before.runs) queueMicrotask(() => showBest(state, before));
  });
}

function showBest(state: State, before: State): void {
  const photo = photoOf(state);
  const { viewing, history, records } = state;
  if (!photo || viewing.shown.kind !== 'strokes' || viewing.selectedCluster !== null) return;
  const newest = explorationsOf(state.runs, photo.id)[0];
  const last = newest?.runs.at(-1);
  if (!newest || last?.outcome !== 'done' || last.edit !== history.head) return;
  if (before.runs.get(last.id)?.outcome !== 'running') return;
  const best = ranked(newest.clusters).find(({ id }) => !ratingOf(records, id).rejected);
  if (best) preview(best.id);
}

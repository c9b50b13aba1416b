import { rpc } from '../session.ts';
import { photoOf } from './current.ts';
import { notifyError } from './notices.ts';
import { useStore } from './store.ts';
import { look, showStrokes } from './view.ts';

/** Whether main was asked to explore and has not answered. */
let isAsked = false;

/** Explores the photo with the strokes as they stand, and shows the gallery of it. */
export async function explore(): Promise<void> {
  const photo = photoOf(useStore.getState());
  // The second click of a double click comes before anything is going on.
  if (!photo || isAsked || useStore.getState().stage) return;
  isAsked = true;
  look({ exploration: null, selectedCluster: null, blend: null });
  showStrokes();
  try {
    await rpc.call('explore.start', { photo: photo.id });
  } catch (error) {
    notifyError(error);
  } finally {
    isAsked = false;
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

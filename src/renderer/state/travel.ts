import { rpc } from '../session.ts';
import { notifyError } from './notices.ts';
import { useStore } from './store.ts';

/** Undoes the last step; while the pointer does something on the canvas, that is what is taken back. */
export function undo(): void {
  const { cancelGesture } = useStore.getState();
  if (cancelGesture) cancelGesture();
  else rpc.call('document.undo', null).catch(notifyError);
}

/** Makes again what was undone last. */
export function redo(): void {
  if (isIdle()) rpc.call('document.redo', null).catch(notifyError);
}

/** Goes to a step of the history, on whichever branch. */
export function goTo(edit: number): void {
  if (isIdle()) rpc.call('document.goTo', { edit }).catch(notifyError);
}

/** What the pointer does belongs to the document as it is: that must not be exchanged meanwhile. */
function isIdle(): boolean {
  return useStore.getState().cancelGesture === null;
}

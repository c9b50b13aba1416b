import type { DocumentRecord } from '../../document/records.ts';
import { rpc } from '../session.ts';
import { ConnectionLostError } from '../web-bridge.ts';
import { showProject } from './connect.ts';
import { notify, notifyError } from './notices.ts';
import { type Pending, withPending } from './pending.ts';
import { useStore } from './store.ts';

/** One thing the photographer did: one step of undo. */
export interface Gesture {
  /** What it is called in the history, such as "Light stroke". */
  readonly label: string;
  readonly put?: readonly DocumentRecord[];
  readonly remove?: readonly string[];
}

/**
 * Makes a gesture: it shows at once, and is saved behind. Where main refuses it or cannot be reached, what
 * main holds is shown again, and the photographer is told.
 */
export async function commit({ label, put = [], remove = [] }: Gesture): Promise<void> {
  const gesture: Pending = { put, remove, edit: null };
  const settle = (settled: readonly Pending[]) =>
    useStore.setState(({ held, history, pending }) => {
      const left = pending.flatMap((one) => (one === gesture ? settled : [one]));
      return withPending({ held, history, pending: left });
    });
  useStore.setState(({ held, history, pending }) =>
    withPending({ held, history, pending: [...pending, gesture] }),
  );
  const { isConnected } = useStore.getState();
  try {
    // It would wait, and then go to whatever project is open there by then.
    if (!isConnected) throw new ConnectionLostError();
    const { edit } = await rpc.call('document.commit', {
      label,
      put: [...put],
      remove: [...remove],
    });
    settle([{ ...gesture, edit }]);
  } catch (error) {
    settle([]);
    if (error instanceof ConnectionLostError) {
      // What main holds is shown when it can be reached again.
      notifyUnsaved(label, isConnected);
      return;
    }
    notifyError(error);
    showProject(await rpc.call('project.state', null));
  }
}

/** @param isSent whether main may have saved it all the same */
function notifyUnsaved(label: string, isSent: boolean): void {
  const message = isSent
    ? `The connection to Penumbra was lost while “${label}” was being saved: it may be missing once the ` +
      'connection is back. Everything before it is saved.'
    : `“${label}” was not saved: there is no connection to Penumbra. Do it again once it is back.`;
  notify({ kind: 'error', title: 'Not saved', message, details: '' });
}

import type { DocumentRecord } from '../../document/records.ts';
import { rpc } from '../session.ts';
import { showProject } from './connect.ts';
import { notifyError } from './notices.ts';
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
 * Makes a gesture: it shows at once, and is saved behind. Where main refuses it, what main holds is shown
 * again, and the photographer is told.
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
  try {
    const { edit } = await rpc.call('document.commit', {
      label,
      put: [...put],
      remove: [...remove],
    });
    settle([{ ...gesture, edit }]);
  } catch (error) {
    settle([]);
    notifyError(error);
    showProject(await rpc.call('project.state', null));
  }
}

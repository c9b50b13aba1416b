import type { DocumentRecord } from '../../document/records.ts';
import { rpc } from '../session.ts';
import { showProject } from './connect.ts';
import { notifyError } from './notices.ts';
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
  useStore.setState(({ records, saving }) => {
    const next = new Map(records);
    for (const id of remove) next.delete(id);
    for (const record of put) next.set(record.id, record);
    return { records: next, saving: saving + 1 };
  });
  try {
    await rpc.call('document.commit', { label, put: [...put], remove: [...remove] });
  } catch (error) {
    notifyError(error);
    showProject(await rpc.call('project.state', null));
  } finally {
    useStore.setState(({ saving }) => ({ saving: saving - 1 }));
  }
}

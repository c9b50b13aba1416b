import { rpc } from '../session.ts';
import { viewToKeep } from './kept-view.ts';
import { notifyError } from './notices.ts';
import { useStore } from './store.ts';

/** Milliseconds that a view stands still until it is kept. */
const PAUSE_MS = 500;

/** Has the project keep how it is looked at, so that it opens as it was left. @returns ends it */
export function keepView(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = useStore.subscribe(({ viewing, project }, before) => {
    // What another project was left as must not come to this one.
    if (project?.path !== before.project?.path) clearTimeout(timer);
    if (!project || project.isReadOnly || project.path !== before.project?.path) return;
    const view = viewToKeep(viewing);
    if (JSON.stringify(view) === JSON.stringify(viewToKeep(before.viewing))) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      // It would wait for a connection, and then come to whatever is open there.
      if (!useStore.getState().isConnected) return;
      rpc.call('project.setView', view).catch(notifyError);
    }, PAUSE_MS);
  });
  return () => {
    end();
    clearTimeout(timer);
  };
}

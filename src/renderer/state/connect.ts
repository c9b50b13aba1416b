import type { ProjectState } from '../../preload/project-state.ts';
import type { RunState } from '../../preload/run-state.ts';
import type { Rpc } from '../rpc.ts';
import { showFirstResult, showRefined } from './first-result.ts';
import { keptView } from './kept-view.ts';
import { listedLayers } from './layers.ts';
import { dismissNotes, notify, notifyFailure } from './notices.ts';
import { changed, withPending } from './pending.ts';
import { INITIAL, useStore } from './store.ts';
import { showApplied } from './view.ts';

/** Keeps what the window knows of main up to date by main's events. @returns ends it */
export function connect(rpc: Rpc): () => void {
  const { setState } = useStore;
  const ends = [
    rpc.on('project', showProject),
    rpc.on('document', ({ put, remove, history: { edits, ...head } }) =>
      setState(({ held, history, pending }) => {
        const known = new Map(history.edits.map((edit) => [edit.id, edit]));
        for (const edit of edits) known.set(edit.id, edit);
        return withPending({
          held: changed(held, { put, remove }),
          history: { ...head, edits: [...known.values()] },
          pending,
        });
      }),
    ),
    rpc.on('stage', (stage) => setState({ stage })),
    rpc.on('exporting', (exporting) => setState({ exporting })),
    rpc.on('run', (run) => setState(({ runs }) => ({ runs: new Map(runs).set(run.id, run) }))),
    rpc.on('iterate', ({ run: id, iterate }) =>
      setState(({ runs }) => {
        const run = runs.get(id);
        if (!run) return {};
        const grown: RunState = { ...run, iterates: [...run.iterates, iterate] };
        return { runs: new Map(runs).set(id, grown) };
      }),
    ),
    rpc.on('model-check', (modelCheck) => setState({ modelCheck })),
    rpc.on('ended', ({ work, outcome }) => {
      if (outcome !== 'done') return;
      if (work === 'explore') showFirstResult();
      else showRefined();
    }),
    rpc.on('failure', notifyFailure),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Shows another project, or none; or what main holds of the one that is shown. */
export function showProject(project: ProjectState | null): void {
  const { hand, viewing, pending, project: before } = useStore.getState();
  if (!project) {
    if (before) dismissNotes();
    const { held, pending, records, history, runs, viewing } = INITIAL;
    useStore.setState({ project: null, held, pending, records, history, runs, viewing });
    return;
  }
  const { records, history, runs, view, ...rest } = project;
  // A host that was started anew knows the file again, but no session.
  const isSame = before?.session === project.session || before?.path === project.path;
  useStore.setState({
    project: rest,
    ...withPending({
      held: new Map(records.map((record) => [record.id, record])),
      history,
      pending: isSame ? pending : [],
    }),
    runs: new Map(runs.map((run) => [run.id, run])),
    // Strokes go on where they would be seen: on the highest layer.
    hand: isSame ? hand : { ...hand, layer: highestLayer(project) },
    viewing: isSame ? viewing : { ...INITIAL.viewing, fitZoom: viewing.fitZoom, ...keptView(view) },
  });
  if (isSame) return;
  dismissNotes();
  showApplied();
  for (const message of project.notes) {
    notify({ kind: 'note', title: `About ${project.name}`, message, details: '' });
  }
}

function highestLayer({ records, photos }: ProjectState): string | null {
  const original = photos.find(({ role }) => role === 'original');
  const byId = new Map(records.map((record) => [record.id, record]));
  return (original && listedLayers(byId, original.id)[0]?.id) ?? null;
}

/** Asks main for all there is to know: at the start, and whenever the connection was lost. */
export async function refresh(rpc: Rpc): Promise<void> {
  const app = await rpc.call('app.state', null);
  useStore.setState({ app, preferences: app.preferences });
  showProject(await rpc.call('project.state', null));
  // What goes on tells of itself; its end may have been missed.
  useStore.setState({ stage: null, exporting: null, modelCheck: null });
}

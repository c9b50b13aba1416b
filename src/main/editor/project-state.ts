import { basename } from 'node:path';
import { PROJECT_ENDING } from '../../document/project-ending.ts';
import type { EditState, PhotoState, ProjectState } from '../../preload/project-state.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import { WritableProject } from '../store/writable-project.ts';
import { runState } from './run-state.ts';

/** Name of the setting that says how a project was last seen. */
export const VIEW = 'view';

/**
 * A project as a window first sees it.
 * @param isUnsaved whether it was never saved under a name
 * @param running the run that goes on now, if any
 */
export function projectState(
  project: ReadableProject,
  isUnsaved: boolean,
  running: number | undefined,
  notes: readonly string[],
): Omit<ProjectState, 'session'> {
  const isWritable = project instanceof WritableProject;
  return {
    name: isUnsaved ? unsavedName(project.path) : basename(project.path, PROJECT_ENDING),
    path: project.path,
    isUnsaved,
    isReadOnly: !isWritable,
    photos: photoStates(project),
    records: [...project.document().values()],
    history: {
      edits: project.edits() as EditState[],
      head: project.head,
      canUndo: isWritable && project.canUndo,
      canRedo: isWritable && project.canRedo,
    },
    runs: project.runs().map((run) => runState(project, run, run.id === running)),
    view: (project.setting(VIEW) ?? null) as ProjectState['view'],
    notes: [...notes],
  };
}

/** Of a project without a name of its own: its file is named by the moment it was made, and its photo. */
export function unsavedName(path: string): string {
  const name = basename(path, PROJECT_ENDING);
  return name.slice(name.indexOf(' ') + 1);
}

/** What is edited, and what it goes by; strokes that came from a file are not shown as photos. */
function photoStates(project: ReadableProject): PhotoState[] {
  return project
    .photos()
    .flatMap(({ id, name, role, width, height }) =>
      role === 'strokes' ? [] : [{ id, name, role, width, height }],
    );
}

import { controlsOf } from '../../document/controls.ts';
import { PHOTO_ENDINGS, PHOTO_MEDIA } from '../../document/photo-formats.ts';
import { PROJECT_ENDING } from '../../document/project-ending.ts';
import type { FileSource } from '../../preload/contract.ts';
import { rpc } from '../session.ts';
import { showProject } from './connect.ts';
import { commitControls } from './controls.ts';
import { lockOf } from './current.ts';
import { notify, notifyError } from './notices.ts';
import { useStore } from './store.ts';

/**
 * Opens a photo or a project. Whatever is open is saved already.
 * @param readOnly to look only, whoever edits it
 */
export async function open(source: FileSource, readOnly = false): Promise<void> {
  // The second click of a double click.
  if (useStore.getState().isOpening) return;
  useStore.setState({ isOpening: true });
  try {
    const project = await rpc.call('project.open', { source, readOnly });
    if (project) showProject(project);
  } catch (error) {
    notifyError(error);
  } finally {
    useStore.setState({ isOpening: false });
  }
}

/** Asks which photo or project to open, by the system's dialog. */
export function openAny(): void {
  choose(PHOTOS_AND_PROJECTS, openFile, open);
}

/** Asks which picture is to join the group. */
export function addAnyPicture(): void {
  choose(PHOTOS, addPictureFile, addPicture);
}

// Not every system knows the media type of every ending.
const PHOTOS = [...PHOTO_MEDIA, ...PHOTO_ENDINGS].join(',');
const PHOTOS_AND_PROJECTS = `${PHOTOS},${PROJECT_ENDING}`;

/** In Electron main asks; a browser page has to ask itself, and uploads what it is given. */
function choose(
  accept: string,
  take: (file: File) => void,
  ask: (source: FileSource) => void,
): void {
  if (useStore.getState().app?.host === 'electron') {
    ask({ from: 'dialog' });
    return;
  }
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) take(file);
  };
  input.click();
}

/** Opens a file that was dropped, or chosen in a browser. */
export async function openFile(file: File): Promise<void> {
  const source = await sourceOf(file);
  if (source) await open(source);
}

/** Adds another picture to the group that explorations invert together. */
async function addPicture(source: FileSource): Promise<void> {
  try {
    const added = await rpc.call('project.addPicture', { source });
    if (!added) return;
    // Only main knows the picture's size.
    const project = await rpc.call('project.state', null);
    useStore.setState((state) => ({
      project: state.project && project && { ...state.project, photos: project.photos },
    }));
    const { prompts } = controlsOf(useStore.getState().records);
    await commitControls(`Add ${added.name} as a reference picture`, {
      prompts: [...prompts, added.photo],
    });
  } catch (error) {
    notifyError(error);
  }
}

export async function addPictureFile(file: File): Promise<void> {
  const source = await sourceOf(file);
  if (source) await addPicture(source);
}

export async function close(): Promise<void> {
  const { stage } = useStore.getState();
  try {
    await rpc.call('project.close', null);
    showProject(null);
    if (stage) {
      const message =
        'The work was cancelled when the project closed. Results found so far are kept.';
      notify({ kind: 'note', title: 'Cancelled', message, details: '' });
    }
  } catch (error) {
    notifyError(error);
  }
}

/** Asks main anew which projects and photos there are. */
export async function refreshFiles(): Promise<void> {
  try {
    useStore.setState({ app: await rpc.call('app.state', null) });
  } catch (error) {
    notifyError(error);
  }
}

/**
 * What whoever presses Ctrl+S wants: a name for what has none, or to hear that nothing can be lost. In a browser
 * without a folder a name is that of a copy, so there is only the latter.
 */
export function save(): void {
  const state = useStore.getState();
  const { project, app, pending } = state;
  const lock = lockOf(state);
  if (lock !== null) {
    notify({ kind: 'note', title: 'Nothing to save', message: lock, details: '' });
    return;
  }
  if (project?.isUnsaved && (app?.host === 'electron' || app?.folder)) {
    useStore.setState({ dialog: 'save-as' });
    return;
  }
  const title = pending.length > 0 ? 'Saving' : 'Saved';
  const message = 'Every gesture is saved as it is made.';
  notify({ kind: 'done', title, message, details: '' });
}

/** Saves the project under a name; in a browser without a folder it is downloaded. @returns whether it was */
export async function saveAs(name: string): Promise<boolean> {
  try {
    const saved = await rpc.call('project.saveAs', { name });
    if (!saved) return false;
    if (saved.download) download(saved.download, saved.name);
    const message = saved.download
      ? `Your browser downloaded a copy, ${saved.name}${PROJECT_ENDING}. You continue in the open project.`
      : `The project is now ${saved.name}.`;
    notify({ kind: 'done', title: 'Saved', message, details: '' });
    return true;
  } catch (error) {
    notifyError(error);
    return false;
  }
}

export async function forgetRecent(path: string): Promise<void> {
  try {
    const recents = await rpc.call('app.forgetRecent', { path });
    useStore.setState(({ app }) => ({ app: app && { ...app, recents } }));
  } catch (error) {
    notifyError(error);
  }
}

/** Deletes a project that was never saved under a name. */
export async function discardUnsaved(path: string): Promise<void> {
  try {
    const unsaved = await rpc.call('app.discardUnsaved', { path });
    useStore.setState(({ app }) => ({ app: app && { ...app, unsaved } }));
  } catch (error) {
    notifyError(error);
  }
}

/** Has the browser keep what a URL gives. */
export function download(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}

/** How main is told of a file: where it lies, if main can see that; else by its bytes. */
async function sourceOf(file: File): Promise<FileSource | null> {
  try {
    const path = await window.penumbra?.offer?.(file);
    if (path) return { from: 'path', path };
    const url = `upload?name=${encodeURIComponent(file.name)}`;
    const response = await fetch(url, { method: 'PUT', body: file });
    if (!response.ok) {
      throw new Error(
        `${file.name} was not accepted: ${(await response.text()) || response.statusText}`,
      );
    }
    const { upload }: { upload: string } = await response.json();
    return { from: 'upload', upload };
  } catch (error) {
    notifyError(error);
    return null;
  }
}

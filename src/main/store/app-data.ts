import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, parse } from 'node:path';
import { PROJECT_ENDING } from '../../document/project-ending.ts';
import { REFUSED_IN_NAMES } from '../files/file-name.ts';
import { isSameFile } from '../files/same-file.ts';
import { ProjectError } from './errors.ts';
import { placeFile, realPath } from './files.ts';
import { isInUse, WriterLock } from './lock.ts';
import { naming } from './naming.ts';
import { createProject, type Saving, saveAs } from './open.ts';
import type { NewPhoto } from './photos.ts';
import type { WritableProject } from './writable-project.ts';

/** How much of a photo's name goes into its project's, in characters of up to four bytes. */
const NAME_LENGTH = 40;

/** Where Penumbra keeps its own files on a system: the place that system's rules name. */
export function appDataFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const home = homedir();
  switch (platform) {
    case 'win32':
      return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Penumbra');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Penumbra');
    default:
      return join(environment['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'penumbra');
  }
}

/**
 * Opens a photo as a project that has no name yet. It is a file from the start, in the app's own
 * folder, so that a crash does not take it along.
 * @param folder as `appDataFolder` gives it
 */
export function createUnsaved(folder: string, photo: NewPhoto): WritableProject {
  return createProject(newUnsaved(folder, photo.name), photo);
}

/**
 * Copies a project that came from elsewhere, as by an upload, into the app's own folder.
 * @param name of the file that it was
 * @returns where it is now
 */
export function adoptProject(folder: string, path: string, name: string): string {
  const own = newUnsaved(folder, name);
  naming(own, () => placeFile(own, (temporary) => copyFileSync(path, temporary)));
  return own;
}

/** Where a project goes that has no place of its own yet. */
function newUnsaved(folder: string, of: string): string {
  const unsaved = unsavedFolder(folder);
  naming(unsaved, () => mkdirSync(unsaved, { recursive: true }));
  // A file's name may have 255 bytes on most systems, and ours needs some for itself.
  const name = [...parse(of).name.replaceAll(REFUSED_IN_NAMES, '_')].slice(0, NAME_LENGTH).join('');
  const time = new Date().toISOString().replaceAll(':', '-');
  return join(unsaved, `${time} ${name}${PROJECT_ENDING}`);
}

/** A project that was never saved under a name. */
export interface Unsaved {
  readonly path: string;
  /** Whether a window has it open now; otherwise a crash left it. */
  readonly inUse: boolean;
}

/** The projects that were never saved under a name, oldest first. */
export function unsavedProjects(folder: string): Unsaved[] {
  const unsaved = unsavedFolder(folder);
  if (!existsSync(unsaved)) return [];
  return readdirSync(unsaved)
    .filter((name) => name.endsWith(PROJECT_ENDING))
    .sort()
    .map((name) => join(unsaved, name))
    .map((path) => ({ path, inUse: isInUse(path) }));
}

/**
 * Deletes a project that was never saved under a name, for good.
 * @throws ProjectError where it is none, or ProjectInUseError where it is open; it is then still there
 */
export function discardUnsaved(folder: string, path: string): void {
  if (!unsavedProjects(folder).some((unsaved) => unsaved.path === path)) {
    throw new ProjectError(path, 'is not an unnamed project. Nothing was deleted.');
  }
  remove(path);
}

/** What stands beside a project and is a part of it: a crash's journal, and what it was in older formats. */
const BELONGINGS = /^(-journal|\.v\d+(\.\d+)?\.backup)?$/;

function remove(path: string): void {
  const lock = WriterLock.acquire(realPath(path));
  try {
    naming(path, () => {
      const name = basename(path);
      for (const other of readdirSync(dirname(path))) {
        if (!other.startsWith(name) || !BELONGINGS.test(other.slice(name.length))) continue;
        rmSync(join(dirname(path), other), { force: true });
      }
    });
  } finally {
    lock.release();
  }
}

/**
 * Gives an unsaved project a name and takes it out of the app's folder.
 * @throws ProjectExistsError where the name is taken; the project is then still open
 */
export function saveUnsaved(
  folder: string,
  project: WritableProject,
  path: string,
  saving?: Saving,
): WritableProject {
  if (!isUnsaved(folder, project.path)) {
    throw new ProjectError(project.path, 'already has a name. Use Save As to give it another.');
  }
  const named = saveAs(project, path, saving);
  try {
    // Its own name is one it can be saved by, where its file was taken away.
    if (named.path !== project.path) remove(project.path);
  } catch {
    // It is saved. What could not be removed is on the list of the unsaved, and can be discarded there.
  }
  return named;
}

/** Whether a project was never saved under a name, as the place tells where it lies. */
export function isUnsaved(folder: string, path: string): boolean {
  return isSameFile(dirname(path), unsavedFolder(folder));
}

function unsavedFolder(folder: string): string {
  return join(folder, 'unsaved');
}

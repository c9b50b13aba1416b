import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, parse } from 'node:path';
import { naming } from './errors.ts';
import { createProject, saveAs } from './open.ts';
import type { NewPhoto } from './photos.ts';
import type { WritableProject } from './writable-project.ts';

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
export function openPhoto(folder: string, photo: NewPhoto): WritableProject {
  const unsaved = unsavedFolder(folder);
  naming(unsaved, () => mkdirSync(unsaved, { recursive: true }));
  const time = new Date().toISOString().replaceAll(':', '-');
  const project = createProject(join(unsaved, `${time} ${parse(photo.name).name}.penumbra`));
  try {
    project.addPhoto(photo);
    return project;
  } catch (error) {
    project.close();
    rmSync(project.path);
    throw error;
  }
}

/** Paths of the projects that were never saved under a name, oldest first. */
export function unsavedProjects(folder: string): string[] {
  const unsaved = unsavedFolder(folder);
  if (!existsSync(unsaved)) return [];
  return readdirSync(unsaved)
    .filter((name) => name.endsWith('.penumbra'))
    .sort()
    .map((name) => join(unsaved, name));
}

/**
 * Gives an unsaved project a name and takes it out of the app's folder.
 * @throws ProjectExistsError where the name is taken; the project is then still open
 */
export function saveUnsaved(project: WritableProject, path: string): WritableProject {
  const named = saveAs(project, path);
  rmSync(project.path);
  return named;
}

function unsavedFolder(folder: string): string {
  return join(folder, 'unsaved');
}

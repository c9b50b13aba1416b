import { readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { photoFormatOf } from '../../document/photo-formats.ts';
import { PROJECT_ENDING } from '../../document/project-ending.ts';
import type { AppState, RecentProject } from '../../preload/app-state.ts';
import { systemSentence } from '../files/system-sentence.ts';
import { unsupportedFormatOf } from '../photo/picture-file.ts';
import { discardUnsaved, unsavedProjects } from '../store/app-data.ts';
import { forgetProject, recentProjects } from '../store/recent.ts';
import { thumbnailOf } from '../store/thumbnail.ts';
import { unsavedName } from './project-state.ts';

/** The files that a window lists before anything is open. */
export class KnownFiles {
  private readonly dataFolder: string;
  private readonly folder: string | undefined;

  /** @param folder of photos and projects that was given at the start, if any */
  constructor(dataFolder: string, folder: string | undefined) {
    this.dataFolder = dataFolder;
    this.folder = folder;
  }

  lists(): Pick<AppState, 'recents' | 'unsaved' | 'folder'> {
    return { recents: this.recents(), unsaved: this.unsaved(), folder: this.given() };
  }

  /** Whether a file is in one of the lists. */
  has(path: string): boolean {
    const isIt = (file: { readonly path: string }) => file.path === path;
    return (
      this.recents().some(isIt) ||
      (this.given()?.files.some(isIt) ?? false) ||
      this.unsaved().some(isIt)
    );
  }

  /**
   * The small picture of a project in one of the lists; `undefined` where it has none, or is not there.
   * @throws ProjectError where it cannot be read
   */
  thumbnail(path: string): ReturnType<typeof thumbnailOf> {
    return this.has(path) ? thumbnailOf(path) : undefined;
  }

  /** @returns the recent projects that are left */
  forgetRecent(path: string): RecentProject[] {
    forgetProject(this.dataFolder, path);
    return this.recents();
  }

  /** @returns those without a name that are left @throws ProjectError where it has a name, or is open */
  discardUnsaved(path: string): RecentProject[] {
    discardUnsaved(this.dataFolder, path);
    return this.unsaved();
  }

  private recents(): RecentProject[] {
    return recentProjects(this.dataFolder).map(described);
  }

  /** Projects without a name that a crash or a closed window left, the newest first. */
  private unsaved(): RecentProject[] {
    return unsavedProjects(this.dataFolder)
      .filter(({ inUse }) => !inUse)
      .reverse()
      .map(({ path }) => ({ ...described(path), name: unsavedName(path) }));
  }

  /** Photos and projects of the folder, by their names. */
  private given(): AppState['folder'] {
    const { folder } = this;
    if (folder === undefined) return null;
    try {
      const names = readdirSync(folder).sort();
      const files = names
        .filter((name) => photoFormatOf(name) || extname(name).toLowerCase() === PROJECT_ENDING)
        .map((name) => ({ path: join(folder, name), name }));
      const unsupported = names.flatMap((name) => unsupportedFormatOf(name) ?? []);
      return { name: basename(folder), files, unsupported, problem: null };
    } catch (error) {
      // A disk that was taken out is no reason to show nothing of the rest.
      const problem = `${systemSentence(error)}.`;
      return { name: basename(folder), files: [], unsupported: [], problem };
    }
  }
}

function described(path: string): RecentProject {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
  return { path, name: basename(path, PROJECT_ENDING), exists: changed !== null, changed };
}

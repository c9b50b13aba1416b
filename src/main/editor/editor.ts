import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { AppState, Preferences, RecentProject } from '../../preload/app-state.ts';
import type { FileSource, Params, Result } from '../../preload/contract.ts';
import type { ExportOptions } from '../../preload/export-state.ts';
import type { ProjectState } from '../../preload/project-state.ts';
import { uprightSize } from '../photo/photo-file.ts';
import { mediaOf, PictureError } from '../photo/picture-file.ts';
import { canWrite } from '../photo/write-photo.ts';
import { adoptProject, openPhoto, saveUnsaved, unsavedProjects } from '../store/app-data.ts';
import { isSameFile } from '../store/files.ts';
import { openProject, openReadOnly, saveAs } from '../store/open.ts';
import type { NewPhoto, PhotoRole } from '../store/photos.ts';
import { forgetProject, recentProjects, rememberProject } from '../store/recent.ts';
import type { Dialogs } from './dialogs.ts';
import type { EngineHost } from './engine-host.ts';
import { exportName, exportPhoto, fidelityFile } from './exports.ts';
import { Models } from './models.ts';
import { readPreferences, writePreferences } from './preferences.ts';
import { unsavedName } from './project-state.ts';
import { samplePhoto, sampleStrokes } from './sample.ts';
import { Transfers } from './transfers.ts';
import { type Emit, Workspace, WorkspaceError } from './workspace.ts';

/** File name extension of projects. */
const PROJECT = '.penumbra';

export interface EditorOptions {
  readonly host: AppState['host'];
  readonly version: string;
  /** Penumbra's own folder, as `store/app-data.ts` names it. */
  readonly dataFolder: string;
  /** A folder of photos and projects that may be opened, and that exports go to. */
  readonly folder: string | undefined;
  readonly engine: EngineHost;
  /** Absent where the host has no dialogs of its own. */
  readonly dialogs: Dialogs | undefined;
}

/** What a window works with: one project at a time, and what is remembered between them. */
export class Editor {
  readonly transfers = new Transfers();
  readonly models: Models;
  private readonly options: EditorOptions;
  private readonly emit: Emit;
  private workspace: Workspace | undefined;
  private exporting: AbortController | undefined;
  /** Files that the system or the person at the machine has named. */
  private readonly offered = new Set<string>();

  constructor(options: EditorOptions, emit: Emit) {
    this.options = options;
    this.emit = emit;
    this.models = new Models(options.dataFolder, options.dialogs, emit);
  }

  /** @throws WorkspaceError where nothing is open */
  get open(): Workspace {
    if (this.workspace) return this.workspace;
    throw new WorkspaceError('No project is open. Open a photo or a project first.');
  }

  app(): AppState {
    const { version, host, dataFolder, folder } = this.options;
    const current = this.workspace?.project.path;
    return {
      ...{ version, host },
      recents: this.recents(),
      unsaved: unsavedProjects(dataFolder)
        .filter(({ path, inUse }) => !inUse && path !== current)
        .map(({ path }) => ({ ...described(path), name: unsavedName(path) })),
      folder: folder === undefined ? null : { name: basename(folder), files: filesIn(folder) },
      preferences: readPreferences(dataFolder),
    };
  }

  setPreferences(preferences: Preferences): void {
    writePreferences(this.options.dataFolder, preferences);
  }

  forgetRecent(path: string): RecentProject[] {
    forgetProject(this.options.dataFolder, path);
    return this.recents();
  }

  async projectState(): Promise<ProjectState | null> {
    return (await this.workspace?.state()) ?? null;
  }

  /** Lets the page name a file: one that the system was told to open, or that was dropped on the window. */
  offer(path: string): void {
    this.offered.add(path);
  }

  /** @returns null where a dialog was closed */
  async openSource(source: FileSource, isReadOnly: boolean): Promise<ProjectState | null> {
    if (source.from === 'sample') return this.openSample();
    const file = await this.fileOf(source);
    if (!file) return null;
    if (extname(file.name).toLowerCase() !== PROJECT)
      return this.openPhotoFile(file.path, file.name);
    const path =
      source.from === 'upload'
        ? adoptProject(this.options.dataFolder, file.path, file.name)
        : file.path;
    return this.openProjectFile(path, isReadOnly);
  }

  async close(): Promise<void> {
    const { workspace } = this;
    this.workspace = undefined;
    await workspace?.close();
    this.emit('project', null);
  }

  /** Ends all that goes on, for good. */
  async quit(): Promise<void> {
    this.exporting?.abort();
    this.models.cancelCheck();
    await this.workspace?.close();
    this.transfers.close();
  }

  /** Saves a project under a name and goes on there; where there is no dialog, a copy is downloaded. */
  async saveAs(name: string): Promise<Result<'project.saveAs'>> {
    const { open, options } = this;
    const { dialogs, dataFolder } = options;
    if (!dialogs) {
      const place = this.transfers.place(`${name}${PROJECT}`);
      open.project.duplicate(place.path);
      return { download: `download/${place.id}`, name };
    }
    const path = await dialogs.save(`${name}${PROJECT}`);
    if (path === undefined) return null;
    open.checkIdle();
    const { writable: project } = open;
    const moved = open.isUnsaved
      ? saveUnsaved(dataFolder, project, path, { replace: true })
      : saveAs(project, path, { replace: true });
    open.moveTo(moved);
    rememberProject(dataFolder, moved.path);
    this.emit('project', await open.state());
    return { download: null, name: basename(path, PROJECT) };
  }

  async addPicture(source: FileSource): Promise<Result<'project.addPicture'>> {
    const file = await this.fileOf(source);
    if (!file) return null;
    const picture = await pictureFrom(file.path, file.name, 'reference');
    const photo = this.open.addPicture(picture);
    this.emit('project', await this.open.state());
    return { photo, name: file.name };
  }

  planExport(options: ExportOptions): Result<'export.plan'> {
    const name = this.exportNameOf(options);
    const { folder } = this.options;
    return { name, exists: folder !== undefined && existsSync(join(folder, name)), notes: [] };
  }

  async export({ options, replace }: Params<'export.write'>): Promise<Result<'export.write'>> {
    if (this.exporting) throw new WorkspaceError('An export is going on already. Wait for it.');
    const controller = new AbortController();
    this.exporting = controller;
    try {
      return await this.exportTo(options, replace, controller.signal);
    } finally {
      this.exporting = undefined;
    }
  }

  cancelExport(): void {
    this.exporting?.abort(new WorkspaceError('The export was cancelled. Nothing was written.'));
  }

  private async exportTo(
    options: ExportOptions,
    replace: boolean,
    signal: AbortSignal,
  ): Promise<Result<'export.write'>> {
    const name = this.exportNameOf(options);
    const { dialogs, folder } = this.options;
    if (!dialogs && folder === undefined) {
      const place = this.transfers.place(name);
      // The format goes by the name.
      const path = `${place.path}${extname(name)}`;
      const fidelity = await exportPhoto(this.open, options, path, signal);
      const downloads = [this.transfers.offer(path, name)];
      if (fidelity) {
        downloads.push(this.transfers.offer(fidelityFile(path), fidelityFile(name)));
      }
      return { name, path: null, downloads, fidelity };
    }
    const path = dialogs ? await dialogs.save(name) : join(folder as string, name);
    if (path === undefined) return null;
    if (!canWrite(path)) throw new PictureError(`${path} has no format that can be written.`);
    // A dialog has asked already.
    if (!dialogs && !replace && existsSync(path)) {
      throw new PictureError(`${name} is there already. Give another name, or replace it.`);
    }
    const fidelity = await exportPhoto(this.open, options, path, signal);
    return { name: basename(path), path, downloads: [], fidelity };
  }

  private exportNameOf(options: ExportOptions): string {
    const photo = this.open.project.photos().find(({ id }) => id === options.photo);
    const { folder } = this.options;
    const isTaken = (name: string) => folder !== undefined && existsSync(join(folder, name));
    return exportName(options, photo?.name ?? 'photo', isTaken);
  }

  private async fileOf(source: FileSource): Promise<{ path: string; name: string } | undefined> {
    switch (source.from) {
      case 'upload': {
        const file = this.transfers.file(source.upload);
        if (file) return file;
        throw new PictureError('The file did not arrive. Open it again.');
      }
      case 'path':
        this.checkKnown(source.path);
        return { path: source.path, name: basename(source.path) };
      case 'dialog': {
        const path = await this.options.dialogs?.open();
        return path === undefined ? undefined : { path, name: basename(path) };
      }
      case 'sample':
        throw new PictureError('The sample is opened as a project of its own.');
    }
  }

  /** A page may name no other files than those that it was shown. */
  private checkKnown(path: string): void {
    const { recents, unsaved, folder } = this.app();
    const shown = [...recents, ...unsaved, ...(folder?.files ?? [])];
    if (this.offered.has(path) || shown.some((file) => file.path === path)) return;
    throw new PictureError(
      `${path} is not among the files that are offered. Open it by its dialog.`,
    );
  }

  private async openSample(): Promise<ProjectState> {
    const photo = await samplePhoto();
    return this.show(() => {
      const project = openPhoto(this.options.dataFolder, photo);
      project.commit({ label: 'Strokes of the sample', put: sampleStrokes() });
      return new Workspace(project, true, this.options.engine, this.models, this.emit);
    });
  }

  private async openPhotoFile(path: string, name: string): Promise<ProjectState> {
    const photo = await pictureFrom(path, name, 'original');
    return this.show(() => {
      const project = openPhoto(this.options.dataFolder, photo);
      return new Workspace(project, true, this.options.engine, this.models, this.emit);
    });
  }

  private async openProjectFile(path: string, isReadOnly: boolean): Promise<ProjectState> {
    const { dataFolder, engine } = this.options;
    // It would meet its own lock.
    if (this.workspace && isSameFile(path, this.workspace.project.path)) {
      return this.workspace.state();
    }
    const isUnsaved = dirname(path) === join(dataFolder, 'unsaved');
    return this.show(() => {
      const project = isReadOnly ? openReadOnly(path) : openProject(path);
      if (!isUnsaved) rememberProject(dataFolder, project.path);
      return new Workspace(project, isUnsaved, engine, this.models, this.emit);
    });
  }

  /** Shows another project in place of the one that is open, which stays where the other fails. */
  private async show(make: () => Workspace): Promise<ProjectState> {
    const next = make();
    let state: ProjectState;
    try {
      state = await next.state();
    } catch (error) {
      await next.close();
      throw error;
    }
    await this.workspace?.close();
    this.workspace = next;
    this.emit('project', state);
    return state;
  }

  private recents(): RecentProject[] {
    return recentProjects(this.options.dataFolder).map(described);
  }
}

async function pictureFrom(path: string, name: string, role: PhotoRole): Promise<NewPhoto> {
  const bytes = readFileSync(path);
  return { name, media: mediaOf(name), role, ...(await uprightSize({ name, bytes })), bytes };
}

function described(path: string): RecentProject {
  return { path, name: basename(path, PROJECT), exists: existsSync(path) };
}

/** Photos and projects of a folder, by their names. */
function filesIn(folder: string): { path: string; name: string }[] {
  return readdirSync(folder)
    .filter((name) => canWrite(name) || extname(name).toLowerCase() === PROJECT)
    .sort()
    .map((name) => ({ path: join(folder, name), name }));
}

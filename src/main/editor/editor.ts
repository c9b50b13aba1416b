import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PROJECT_ENDING } from '../../document/project-ending.ts';
import type { AppState, Preferences } from '../../preload/app-state.ts';
import type { FileSource, Result } from '../../preload/contract.ts';
import type { ProjectState } from '../../preload/project-state.ts';
import { REFUSED_IN_NAMES } from '../files/file-name.ts';
import { isSameFile } from '../files/same-file.ts';
import { newPhoto } from '../jobs/new-photo.ts';
import { PictureError } from '../photo/picture-file.ts';
import {
  adoptProject,
  createUnsaved,
  discardUnsaved,
  isUnsaved,
  saveUnsaved,
} from '../store/app-data.ts';
import { copyApart } from '../store/copy-apart.ts';
import { ProjectExistsError } from '../store/errors.ts';
import type { Gesture } from '../store/gesture.ts';
import { isProject } from '../store/header.ts';
import { openProject, openReadOnly, saveAs } from '../store/open.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import { rememberProject } from '../store/recent.ts';
import { WritableProject } from '../store/writable-project.ts';
import type { Dialogs } from './dialogs.ts';
import type { Emit } from './emit.ts';
import type { EngineHost } from './engine-host.ts';
import { WorkspaceError } from './errors.ts';
import { Exports } from './exports.ts';
import { failureOf } from './failure-of.ts';
import { KnownFiles } from './known-files.ts';
import { Models } from './models.ts';
import { readPreferences, writePreferences } from './preferences.ts';
import { samplePhoto, sampleStrokes } from './sample.ts';
import { type SourceFile, Sources } from './sources.ts';
import { Transfers } from './transfers.ts';
import { Turns } from './turns.ts';
import { Workspace } from './workspace.ts';

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

/**
 * What a window works with: one project at a time, and what is remembered between them. Projects are opened,
 * closed and saved elsewhere one after the other, in the order that it was asked for.
 */
export class Editor {
  readonly transfers = new Transfers();
  readonly models: Models;
  readonly exports: Exports;
  readonly files: KnownFiles;
  private readonly sources: Sources;
  private readonly options: EditorOptions;
  private readonly emit: Emit;
  private readonly turns = new Turns();
  private current: Workspace | undefined;

  constructor(options: EditorOptions, emit: Emit) {
    const { dialogs, folder } = options;
    this.options = options;
    this.emit = emit;
    this.models = new Models(options.dataFolder, dialogs, emit, () => options.engine.memory);
    this.exports = new Exports({ transfers: this.transfers, dialogs, folder }, emit);
    this.files = new KnownFiles(options.dataFolder, folder);
    this.sources = new Sources(this.transfers, dialogs, this.files);
  }

  /** @throws WorkspaceError where nothing is open */
  get workspace(): Workspace {
    if (this.current) return this.current;
    throw new WorkspaceError('No project is open. Open a photo or a project first.');
  }

  /** @throws WorkspaceError where another opening of a project is asked for than the one that is open */
  workspaceOf(session: string): Workspace {
    if (this.workspace.session === session) return this.workspace;
    throw new WorkspaceError('Another project was opened meanwhile.');
  }

  app(): AppState {
    const { version, host, dataFolder } = this.options;
    return {
      ...{ version, host },
      ...this.files.lists(),
      preferences: readPreferences(dataFolder),
    };
  }

  /** The same, once what is being opened or closed is so: then it is in the right list. */
  settledApp(): Promise<AppState> {
    return this.turns.take(() => this.app());
  }

  setPreferences(preferences: Preferences): void {
    writePreferences(this.options.dataFolder, preferences);
  }

  async projectState(): Promise<ProjectState | null> {
    return (await this.current?.state()) ?? null;
  }

  /** Lets the page name a file: one that the system was told to open, or that was dropped on the window. */
  offer(path: string): void {
    this.sources.offer(path);
  }

  /** @returns null where a dialog was closed */
  async openSource(source: FileSource, isReadOnly: boolean): Promise<ProjectState | null> {
    if (source.from === 'sample') return this.turns.take(() => this.openSample());
    // Without a dialog it has its turn at once.
    const file = source.from === 'dialog' ? await this.sources.ask() : this.sources.file(source);
    if (!file) return null;
    return this.turns
      .take(() =>
        isProject(file.path, file.name) ? this.openFile(file, isReadOnly) : this.openPhoto(file),
      )
      .finally(file.done);
  }

  close(): Promise<void> {
    return this.turns.take(() => this.replace(undefined, null));
  }

  /** Ends all that goes on, for good. An export that is not complete leaves nothing behind. */
  quit(): Promise<void> {
    this.exports.cancel();
    this.models.cancelCheck();
    return this.turns.take(async () => {
      try {
        await this.replace(undefined, null);
      } finally {
        this.transfers.close();
      }
    });
  }

  /**
   * Saves a project under a name and goes on there; where there is no dialog, in the folder that was given, or
   * else a copy is downloaded.
   * @returns null where the dialog was closed
   * @throws ProjectExistsError where the folder has another file of that name
   */
  async saveAs(name: string): Promise<Result<'project.saveAs'>> {
    const { workspace } = this;
    const { dialogs, folder } = this.options;
    if (!dialogs && folder !== undefined) {
      const path = join(folder, `${checkedName(name)}${PROJECT_ENDING}`);
      return this.turns.take(() => {
        if (existsSync(path)) throw new ProjectExistsError(path);
        return this.moveTo(path, workspace);
      });
    }
    if (!dialogs) return this.turns.take(() => this.offerCopy(name, workspace));
    const path = await dialogs.save(`${name}${PROJECT_ENDING}`);
    if (path === undefined) return null;
    return this.turns.take(() => this.moveTo(path, workspace));
  }

  /** @returns null where a dialog was closed */
  async addPicture(source: FileSource): Promise<Result<'project.addPicture'>> {
    if (source.from === 'sample') {
      throw new PictureError('The sample is opened as a project of its own.');
    }
    const { workspace } = this;
    const file = source.from === 'dialog' ? await this.sources.ask() : this.sources.file(source);
    if (!file) return null;
    return this.turns
      .take(async () => {
        const picture = await newPhoto(file.path, file.name, 'reference');
        this.checkOpen(workspace);
        const photo = workspace.addPicture(picture);
        this.emit('project', await workspace.state());
        return { photo, name: file.name };
      })
      .finally(file.done);
  }

  private async openSample(): Promise<ProjectState> {
    const photo = await samplePhoto();
    const strokes = { label: 'Strokes of the sample', put: sampleStrokes() };
    return this.showNew(createUnsaved(this.options.dataFolder, photo), strokes);
  }

  private async openPhoto(file: SourceFile): Promise<ProjectState> {
    const photo = await newPhoto(file.path, file.name, 'original');
    return this.showNew(createUnsaved(this.options.dataFolder, photo));
  }

  private async openFile(file: SourceFile, isReadOnly: boolean): Promise<ProjectState> {
    const { path } = file;
    if (file.isUpload) return this.showNew(this.adopted(file));
    const { current: workspace } = this;
    if (workspace && isSameFile(path, workspace.project.path)) {
      // It would meet its own lock; one that is only looked at has none.
      if (isReadOnly || workspace.project instanceof WritableProject) return workspace.state();
    }
    const project = isReadOnly ? openReadOnly(path) : openProject(path);
    const { dataFolder } = this.options;
    const hasNoName = isUnsaved(dataFolder, path);
    const state = await this.show(project, hasNoName);
    if (!hasNoName) rememberProject(dataFolder, project.path);
    return state;
  }

  /** A project that was sent, in a place where it lasts. */
  private adopted({ path, name }: SourceFile): WritableProject {
    const { dataFolder } = this.options;
    const own = adoptProject(dataFolder, path, name);
    try {
      return openProject(own);
    } catch (error) {
      // Whoever sent it has it still.
      discardUnsaved(dataFolder, own);
      throw error;
    }
  }

  /**
   * Shows a project that was made just now, of which nothing is left where that fails.
   * @param first what is done to it before it is shown
   */
  private async showNew(project: WritableProject, first?: Gesture): Promise<ProjectState> {
    try {
      // Not when a window hears of it already, which would take it for news of what it still shows.
      if (first) closingOnFailure(project, () => project.commit(first));
      return await this.show(project, true);
    } catch (error) {
      discardUnsaved(this.options.dataFolder, project.path);
      throw error;
    }
  }

  /** Shows another project in place of the one that is open, which stays where the other fails. */
  private async show(project: ReadableProject, isUnsaved: boolean): Promise<ProjectState> {
    const { engine } = this.options;
    const next = closingOnFailure(
      project,
      () => new Workspace(project, isUnsaved, engine, this.models, this.emit),
    );
    let state: ProjectState;
    try {
      state = await next.state();
    } catch (error) {
      await next.close();
      throw error;
    }
    // What fails of closing the other, or of a picture for lists, is told, and keeps nobody from this one.
    const tell = (error: unknown) => this.emit('failure', failureOf(error));
    await this.replace(next, state).catch(tell);
    await next.keepThumbnail().catch(tell);
    return state;
  }

  /** Shows a project, or none, and then closes the one that was open, once nothing is being exported from it. */
  private async replace(next: Workspace | undefined, state: ProjectState | null): Promise<void> {
    const { current: old } = this;
    // Its last news must not come after the other is shown.
    await old?.cancel();
    this.current = next;
    this.emit('project', state);
    await this.exports.settled();
    await old?.close();
  }

  /** @throws WorkspaceError where something was asked of a project that is not open any more */
  private checkOpen(workspace: Workspace): void {
    if (workspace === this.current) return;
    throw new WorkspaceError('Another project was opened meanwhile. Nothing was changed.');
  }

  /** Lets the window fetch a copy of what is open. */
  private async offerCopy(name: string, open: Workspace): Promise<Result<'project.saveAs'>> {
    this.checkOpen(open);
    const path = this.transfers.newPath();
    if (!(await copyApart(open.project, path))) open.project.duplicate(path, { replace: true });
    const { url } = this.transfers.offer(path, `${name}${PROJECT_ENDING}`);
    return { download: url, name };
  }

  /** Saves what is open to another place, and goes on there. */
  private async moveTo(path: string, open: Workspace): Promise<Result<'project.saveAs'>> {
    const { dataFolder } = this.options;
    this.checkOpen(open);
    open.checkIdle();
    const { project } = open;
    const before = project.state;
    const isWritten = await copyApart(project, path);
    open.checkIdle();
    // What was done meanwhile is not in the copy: it is written again, now that nobody can do more.
    const saving = { replace: true, isCopied: isWritten && project.state === before };
    const moved =
      open.isUnsaved && project instanceof WritableProject
        ? saveUnsaved(dataFolder, project, path, saving)
        : saveAs(project, path, saving);
    open.moveTo(moved);
    rememberProject(dataFolder, moved.path);
    this.emit('project', await open.state());
    return { download: null, name: basename(path, PROJECT_ENDING) };
  }
}

/** @throws WorkspaceError where file systems refuse a name, or it leads elsewhere */
function checkedName(name: string): string {
  const [character] = name.match(REFUSED_IN_NAMES) ?? [];
  if (character === undefined) return name;
  throw new WorkspaceError(
    `The name ${name} has ${JSON.stringify(character)}, which file systems refuse. Leave it out.`,
  );
}

/** Does something with a project, which is closed, and free for others, where that fails. */
function closingOnFailure<T>(project: ReadableProject, work: () => T): T {
  try {
    return work();
  } catch (error) {
    project.close();
    throw error;
  }
}

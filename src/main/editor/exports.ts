import { existsSync } from 'node:fs';
import { basename, extname, join, parse } from 'node:path';
import { PHOTO_FORMATS, photoFormatOf } from '../../document/photo-formats.ts';
import type { Params, Result } from '../../preload/contract.ts';
import type { ExportOptions } from '../../preload/export-state.ts';
import { fidelityFile } from '../photo/fidelity.ts';
import { fillTemplate } from '../photo/name-template.ts';
import { PictureError } from '../photo/picture-file.ts';
import { checkFits } from '../photo/write-photo.ts';
import type { Dialogs } from './dialogs.ts';
import type { Emit } from './emit.ts';
import { WorkspaceError } from './errors.ts';
import { exportPhoto, writeOptions } from './export-photo.ts';
import { Progress } from './progress.ts';
import type { Transfers } from './transfers.ts';
import type { Workspace } from './workspace.ts';

/** Where exports go: where a dialog says, else into a folder, else to the window by download. */
export interface ExportPlaces {
  readonly transfers: Transfers;
  readonly dialogs: Dialogs | undefined;
  readonly folder: string | undefined;
}

/** Writes photos with looks, one at a time, while everything else goes on. */
export class Exports {
  private readonly places: ExportPlaces;
  private readonly emit: Emit;
  private going:
    | { readonly controller: AbortController; readonly done: Promise<unknown> }
    | undefined;

  constructor(places: ExportPlaces, emit: Emit) {
    this.places = places;
    this.emit = emit;
  }

  plan(workspace: Workspace, options: ExportOptions): Result<'export.plan'> {
    try {
      const name = this.nameOf(workspace, options);
      const exists = this.isTaken(name, options);
      return { name, exists, problem: problemOf(workspace, options, name) };
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      return { name: null, exists: false, problem: error.message };
    }
  }

  /**
   * @returns null where the dialog was closed
   * @throws WorkspaceError where an export goes on, or when it is cancelled
   */
  write(workspace: Workspace, request: Params<'export.write'>): Promise<Result<'export.write'>> {
    if (this.going) throw new WorkspaceError('An export is already running. Wait for it.');
    const controller = new AbortController();
    const done = this.writeTo(workspace, request, controller.signal).finally(() => {
      this.going = undefined;
      this.emit('exporting', null);
    });
    this.going = { controller, done };
    return done;
  }

  cancel(): void {
    const reason = 'The export was cancelled. Nothing was written.';
    this.going?.controller.abort(new WorkspaceError(reason));
  }

  /** When none goes on any more; how it ended is told to whoever asked for it. */
  async settled(): Promise<void> {
    await this.going?.done.catch(() => undefined);
  }

  private async writeTo(
    workspace: Workspace,
    { options, replace }: Params<'export.write'>,
    signal: AbortSignal,
  ): Promise<Result<'export.write'>> {
    const name = this.nameOf(workspace, options);
    const { transfers, dialogs, folder } = this.places;
    const progress = new Progress('export', (stage) => this.emit('exporting', stage));
    const writeAs = (path: string) => exportPhoto(workspace, options, path, progress, signal);
    if (!dialogs && folder === undefined) {
      // The format goes by the name.
      const path = transfers.newPath(extname(name));
      const fidelity = await writeAs(path);
      const downloads = [transfers.offer(path, name)];
      if (fidelity) downloads.push(transfers.offer(fidelityFile(path), fidelityFile(name)));
      return { name, path: null, downloads, fidelity };
    }
    const path = dialogs ? await dialogs.save(name) : join(folder as string, name);
    if (path === undefined) return null;
    if (!photoFormatOf(path))
      throw new PictureError(`${path} is not in a format that can be written.`);
    // A dialog has asked already.
    if (!dialogs && !replace && this.isTaken(name, options)) {
      throw new PictureError(`${name} already exists. Give another name, or replace it.`);
    }
    return { name: basename(path), path, downloads: [], fidelity: await writeAs(path) };
  }

  /** @throws PictureError where the template of the name is none */
  private nameOf({ project }: Workspace, options: ExportOptions): string {
    const photo = project.photos().find(({ id }) => id === options.photo);
    const parts = { name: parse(photo?.name ?? 'photo').name, date: new Date() };
    return fillTemplate(
      `${options.name}${PHOTO_FORMATS[options.format].endings[0]}`,
      parts,
      (name) => this.isTaken(name, options),
    );
  }

  /** Whether an export of that name would take the place of a file, its report of another report too. */
  private isTaken(name: string, { fidelity, look }: ExportOptions): boolean {
    const { folder } = this.places;
    const names = fidelity && look ? [name, fidelityFile(name)] : [name];
    return folder !== undefined && names.some((one) => existsSync(join(folder, one)));
  }
}

/** Why a photo cannot be written as it is asked for; null where it can. */
function problemOf({ project }: Workspace, options: ExportOptions, name: string): string | null {
  const photo = project.photos().find(({ id }) => id === options.photo);
  if (!photo) return 'The project holds no such photo.';
  try {
    checkFits(name, photo, writeOptions(options));
    return null;
  } catch (error) {
    if (error instanceof PictureError) return error.message;
    throw error;
  }
}

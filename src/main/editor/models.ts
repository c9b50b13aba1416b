import { homedir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import type { Size } from '../../document/size.ts';
import type { Params, Result } from '../../preload/contract.ts';
import type { ExplorePlan, ModelState, PlannedControls } from '../../preload/model-state.ts';
import type { WorkingMemory } from '../engine/runtime/working-memory.ts';
import { type ChosenModel, modelOf } from '../jobs/chosen-model.ts';
import { addModel } from '../jobs/flux/add-model.ts';
import { checkHashes } from '../jobs/flux/file-hash.ts';
import { type ModelEntry, ModelListError, ModelRegistry } from '../jobs/flux/registry.ts';
import { isModelError } from '../jobs/model-error.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Dialogs } from './dialogs.ts';
import type { Emit } from './emit.ts';
import { explorePlan } from './explore-plan.ts';
import { failureOf } from './failure-of.ts';
import { addedState, embeddedState } from './model-states.ts';

/** The models of this machine, as windows list, add, check, forget and choose them. */
export class Models {
  /** The app's own folder, which the list is in. */
  readonly appData: string;
  private readonly registry: ModelRegistry;
  private readonly dialogs: Dialogs | undefined;
  private readonly emit: Emit;
  private readonly memoryNow: () => WorkingMemory;
  private checking: AbortController | undefined;

  /**
   * @param appData as `store/app-data.ts` names it
   * @param memoryNow what models have to fit into
   */
  constructor(
    appData: string,
    dialogs: Dialogs | undefined,
    emit: Emit,
    memoryNow: () => WorkingMemory,
  ) {
    this.appData = appData;
    this.memoryNow = memoryNow;
    this.registry = new ModelRegistry(appData);
    this.dialogs = dialogs;
    this.emit = emit;
  }

  /**
   * The embedded model first, then those that were added, as their files are now. Where the list of these cannot be
   * read the window is told, and has the embedded one.
   */
  list(): ModelState[] {
    const added = this.entries().map((entry) => addedState(entry, this.memoryNow(), this.registry));
    return [embeddedState(this.registry), ...added];
  }

  private entries(): ModelEntry[] {
    try {
      return this.registry.list();
    } catch (error) {
      if (!(error instanceof ModelListError)) throw error;
      this.emit('failure', failureOf(error));
      return [];
    }
  }

  /**
   * @throws ModelListError where it cannot be used, or its name is taken; WeightsError where a path is not there,
   *   or no part of a model
   */
  async add({ source, id }: Params<'models.add'>): Promise<Result<'models.add'>> {
    if (source.from === 'path' && this.dialogs) {
      throw new ModelListError('Choose the model in the dialog. Nothing was added.');
    }
    const path =
      source.from === 'path' ? wholePath(source.path) : await this.dialogs?.openModel(source.of);
    if (path === undefined) return null;
    addModel(this.registry, [path], id ?? undefined);
    return this.list();
  }

  /**
   * Reads all files of a model, and compares them with what they were.
   * @throws ModelListError where one is not what it was, or another check goes on
   */
  async check(id: string): Promise<Result<'models.check'>> {
    if (this.checking) {
      throw new ModelListError('A model is already being checked. Cancel that first, or wait.');
    }
    const controller = new AbortController();
    const { signal } = controller;
    this.checking = controller;
    let told = '';
    const tell = (path: string, done: number, of: number) => {
      const now = `${path} ${Math.floor((100 * done) / of)}`;
      if (now === told) return;
      told = now;
      this.emit('model-check', { id, file: basename(path), done, of });
    };
    try {
      const files = await checkHashes(this.registry, id, tell, signal);
      return {
        files: files.map(({ path, sha256, kept }) => {
          return { path, sha256, isCompared: kept !== undefined };
        }),
      };
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      this.checking = undefined;
      this.emit('model-check', null);
    }
  }

  cancelCheck(): void {
    this.checking?.abort();
  }

  /** Forgets a model; its files stay. @throws ModelListError where there is none of that name */
  remove(id: string): ModelState[] {
    this.registry.remove(id);
    return this.list();
  }

  /**
   * @throws ModelListError where there is none of that name; WeightsError where its files are not there or damaged
   */
  choose(id: string): ChosenModel {
    return modelOf(id, this.registry);
  }

  /** @param photo its size in pixels */
  plan(photo: Size, controls: PlannedControls): ExplorePlan {
    return explorePlan(photo, controls, this.memoryNow(), this.registry);
  }

  /** What cannot be shown of a project for want of the models that made it, in whole sentences. */
  notesOn(project: ReadableProject): string[] {
    const ids = new Set(project.runs().map(({ model }) => model.id));
    return [...ids].flatMap((id) => {
      try {
        this.choose(id);
        return [];
      } catch (error) {
        if (!isModelError(error)) throw error;
        return `Results of the model ${id} are shown only in the gallery until it is available: ${error.message} Or explore again with the embedded model.`;
      }
    });
  }
}

/** A path as it was typed or pasted: `~` is the home folder, quotation marks are not part of it. */
function wholePath(typed: string): string {
  const path = typed.trim().replace(/^(["'])(.*)\1$/, '$2');
  const whole = /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
  if (isAbsolute(whole)) return whole;
  throw new ModelListError(
    `${JSON.stringify(typed)} is not a full path. Type the full path, such as ${join(homedir(), 'models', 'schnell')}.`,
  );
}

import { controlsOf, EMBEDDED_ID } from '../../document/controls.ts';
import type { Json } from '../../document/records.ts';
import type { EventData, EventName } from '../../preload/contract.ts';
import type { ExplorePlan, PlannedControls } from '../../preload/model-state.ts';
import type { EditState, ProjectState } from '../../preload/project-state.ts';
import type { StageState } from '../../preload/run-state.ts';
import { type Look, levelSize, TILE, type TileAddress } from '../../preload/urls.ts';
import { modelFlow } from '../engine/sampling/model-flow.ts';
import { type ChosenModel, checkMemory } from '../jobs/chosen-model.ts';
import { embeddedModel } from '../jobs/embedded-model.ts';
import { promptFolder } from '../jobs/flux/prompt-folder.ts';
import { ModelListError } from '../jobs/flux/registry.ts';
import type { KeptPrompts } from '../jobs/flux/text.ts';
import type { Size } from '../jobs/model-size.ts';
import { promptsOf } from '../jobs/project-prompts.ts';
import { parametersOf, runOf } from '../jobs/recorded-run.ts';
import { type Revived, revive } from '../jobs/revive.ts';
import { encodePng } from '../photo/encode-png.ts';
import { PictureError } from '../photo/picture-file.ts';
import type { Planes } from '../photo/planes.ts';
import { ProjectError } from '../store/errors.ts';
import type { Gesture } from '../store/gesture.ts';
import type { NewPhoto } from '../store/photos.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Run } from '../store/runs.ts';
import { WritableProject } from '../store/writable-project.ts';
import type { EngineHost } from './engine-host.ts';
import { exploreAll } from './exploration.ts';
import { Looks } from './looks.ts';
import type { Models } from './models.ts';
import { openModel } from './open-model.ts';
import { OpenPictures } from './open-pictures.ts';
import { Progress } from './progress.ts';
import { projectState, VIEW } from './project-state.ts';
import { refineCluster } from './refinement.ts';
import { runState } from './run-state.ts';
import { drawStrokes, recordedSubject, subjectOf } from './subject.ts';
import { TilePainter } from './tile-painter.ts';

export type Emit = <E extends EventName>(event: E, data: EventData<E>) => void;

/** Something is asked for that cannot be done as things stand. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError';
}

/** A project that is open in a window, with its pictures and the work that goes on. */
export class Workspace {
  readonly pictures: OpenPictures;
  readonly looks: Looks;
  private hasNoName: boolean;
  private current: ReadableProject;
  private readonly engine: EngineHost;
  private readonly models: Models;
  private readonly emit: Emit;
  private readonly painter = new TilePainter();
  private readonly ending = new AbortController();
  private work: { readonly controller: AbortController; readonly done: Promise<void> } | undefined;
  private running: number | undefined;
  private isWarm = false;
  /** Edits up to this one are known to the window. */
  private told: number;
  private unsubscribe: () => void;

  /** @param isUnsaved whether it was never saved under a name */
  constructor(
    project: ReadableProject,
    isUnsaved: boolean,
    engine: EngineHost,
    models: Models,
    emit: Emit,
  ) {
    this.current = project;
    this.hasNoName = isUnsaved;
    this.engine = engine;
    this.models = models;
    this.emit = emit;
    this.pictures = new OpenPictures(() => this.current);
    this.looks = new Looks(
      () => this.current,
      this.pictures,
      (run) => this.reviveForLook(run),
    );
    this.told = lastEdit(project);
    this.unsubscribe = this.follow();
  }

  /** Whether it was never saved under a name. */
  get isUnsaved(): boolean {
    return this.hasNoName;
  }

  get project(): ReadableProject {
    return this.current;
  }

  /** @throws WorkspaceError where it was opened for looking only */
  get writable(): WritableProject {
    if (this.current instanceof WritableProject) return this.current;
    throw new WorkspaceError(
      `${this.current.path} is open read-only. Use Save As to go on in a copy.`,
    );
  }

  /** What a window shows of it; decodes the photo, whose notes come along. */
  async state(): Promise<ProjectState> {
    const original = this.current.photos().find(({ role }) => role === 'original');
    if (!original) throw new ProjectError(this.current.path, 'holds no photo to edit.');
    const { notes, small } = await this.pictures.picture(original.id);
    this.warmUp(small);
    const missing = this.models.notesOn(this.current);
    return projectState(this.current, this.isUnsaved, this.running, [...notes, ...missing]);
  }

  commit(gesture: Gesture): number {
    return this.writable.commit(gesture).id;
  }

  undo(): void {
    this.writable.undo();
  }

  redo(): void {
    this.writable.redo();
  }

  goTo(edit: number): void {
    this.writable.goTo(edit);
  }

  nameEdit(edit: number, name: string | null): void {
    this.writable.nameEdit(edit, name);
    this.tellHistory([], [], [edit]);
  }

  setView(view: Json): void {
    // Where someone only looks, there is nothing to remember it in.
    if (this.current instanceof WritableProject) this.current.setSetting(VIEW, view);
  }

  /** @returns its number */
  addPicture(picture: NewPhoto): number {
    return this.writable.addPhoto(picture).id;
  }

  /** Whether this machine can explore a photo so, and what else it could do. */
  plan(photo: number, controls: PlannedControls): ExplorePlan {
    return this.models.plan(this.sizeOf(photo), controls);
  }

  /**
   * Explores a photo with the strokes as they stand, on its own: painting goes on meanwhile.
   * @throws WorkspaceError where something is going on already
   * @throws ModelListError, WeightsError, ModelSizeError, MemoryError where the model cannot do it here
   */
  explore(photo: number): void {
    const project = this.writable;
    const edit = project.head;
    const records = project.document();
    const controls = controlsOf(records);
    const chosen = this.models.choose(controls.model);
    const size = chosen.size(this.sizeOf(photo), controls.modelSize ?? undefined);
    checkMemory(chosen, size, { mode: controls.mode, refine: 0, rank: chosen.settings.rank });
    this.begin('explore', async (progress, signal) => {
      progress.tell('Reading the strokes', 0, 0);
      const strokes = await drawStrokes(this.pictures, photo, records);
      if (!strokes.data.some((value, i) => i % 4 === 3 && value > 0)) {
        throw new WorkspaceError('There are no strokes to explore. Paint some on the photo first.');
      }
      const { width, height } = strokes;
      const picture: NewPhoto = {
        ...{ name: `strokes of edit ${edit}.png`, media: 'image/png', role: 'strokes' },
        ...{ width, height, bytes: await encodePng(strokes) },
      };
      const subject = await subjectOf(this.pictures, photo, strokes, controls.prompts, size);
      const { executor, provider } = await this.engine.ready();
      const opening = { size, prompt: controls.prompt, prompts: this.prompts(), executor, signal };
      const opened = await openModel(chosen, opening, progress);
      const job = {
        ...{ project, photo, edit, subject, controls, chosen, executor, provider, ...opened },
        strokes: project.addPhoto(picture).id,
      };
      await exploreAll(
        job,
        {
          run: (run) => this.tellRun(run),
          iterate: (run, iterate) => this.emit('iterate', { run, iterate }),
          cluster: (cluster, alternative) => this.looks.keep(cluster, alternative),
          progress: (...now) => progress.tell(...now),
        },
        signal,
      );
    });
  }

  /**
   * Refines a cluster towards its strokes; the result joins its run's clusters.
   * @throws ModelListError, WeightsError, MemoryError where the run's model cannot do it here
   */
  refine(cluster: number, steps: number): void {
    const project = this.writable;
    const run = runOf(project, project.cluster(cluster).run);
    const { chosen, size } = this.modelOf(run);
    checkMemory(chosen, size, { mode: 'group', refine: steps, rank: chosen.settings.rank });
    this.begin('refine', async (progress, signal) => {
      progress.tell('Reading what was found', 0, steps);
      const revived = await this.revive(run.id, progress, signal);
      const refined = await refineCluster(
        project,
        revived,
        cluster,
        steps,
        (done) => progress.tell('Refining', done, steps),
        signal,
      );
      this.looks.keep(refined.cluster, refined.edit);
      this.tellRun(run.id);
    });
  }

  /** Ends what is going on; what is finished stays. */
  async cancel(): Promise<void> {
    this.work?.controller.abort(new WorkspaceError('cancelled'));
    await this.work?.done;
  }

  /** RGBA, 8 bits, sRGB, row by row. */
  async tile(
    { photo, level, x, y }: TileAddress,
    look: Look | null,
  ): Promise<Uint8ClampedArray<ArrayBuffer>> {
    const { raster, pyramid } = await this.pictures.picture(photo);
    const { width, height } = levelSize(raster, level);
    const [left, top] = [x * TILE, y * TILE];
    if (left >= width || top >= height) {
      throw new PictureError(`there is no tile ${x}, ${y} of photo ${photo} at level ${level}`);
    }
    const place = {
      ...{ left, top },
      width: Math.min(TILE, width - left),
      height: Math.min(TILE, height - top),
    };
    if (look && (await this.looks.photoOf(look)) !== photo) {
      throw new PictureError('the clusters of the look are of another photo');
    }
    const edit = look ? await this.looks.map(look) : null;
    return this.painter.paint(await pyramid.level(level), place, edit);
  }

  /** The small picture of a cluster or an iterate; `undefined` where none is kept. */
  preview(of: 'cluster' | 'iterate', id: number): { media: string; bytes: Buffer } | undefined {
    const preview = this.current.previews(of, id).at(-1);
    return preview && { media: preview.media, bytes: this.current.blob(preview.blob) };
  }

  /** @throws WorkspaceError where a run writes into the file that is to be left */
  checkIdle(): void {
    if (!this.work) return;
    throw new WorkspaceError('An exploration is going on. Cancel it, or wait, and save then.');
  }

  /** Goes on in another file, to which the project was saved. */
  moveTo(project: WritableProject): void {
    this.hasNoName = false;
    this.unsubscribe();
    this.current = project;
    this.unsubscribe = this.follow();
  }

  async close(): Promise<void> {
    this.ending.abort(new WorkspaceError('the project was closed'));
    await this.cancel();
    this.unsubscribe();
    try {
      await this.painter.close();
    } finally {
      // Its lock goes whatever else fails.
      this.current.close();
      this.pictures.close();
    }
  }

  /** Loads the model in a photo's size, so that the first exploration need not wait for it. */
  private warmUp({ width, height }: Planes): void {
    const { model: chosen } = controlsOf(this.current.document());
    // A large model would take the memory of others, and may not be wanted.
    if (this.isWarm || chosen !== EMBEDDED_ID) return;
    this.isWarm = true;
    const model = embeddedModel({ width, height });
    const nothing = new Float32Array(3 * width * height);
    const warmed = this.engine
      .ready()
      .then(({ executor }) =>
        modelFlow(model, executor).velocity(nothing, 0.5, this.ending.signal),
      );
    // What fails here is told when it is needed.
    warmed.catch(() => undefined);
  }

  /** Runs one piece of work; what it fails of is told as an event. */
  private begin(
    kind: 'explore' | 'refine',
    work: (progress: Progress, signal: AbortSignal) => Promise<void>,
  ): void {
    if (this.work) {
      throw new WorkspaceError('Something is being explored already. Cancel it first, or wait.');
    }
    const controller = new AbortController();
    const progress = new Progress(kind, (stage) => this.emit('stage', stage));
    const done = work(progress, controller.signal)
      .catch((error: Error) => {
        if (controller.signal.aborted) return;
        const { name, message, stack = '' } = error;
        this.emit('failure', { name, message, details: stack });
      })
      .finally(() => {
        this.work = undefined;
        this.running = undefined;
        this.emit('stage', null);
      });
    this.work = { controller, done };
  }

  /** Says how far that is where nothing else goes on, and a large model takes its time. */
  private async reviveForLook(number: number): Promise<Revived> {
    const isLarge = runOf(this.current, number).model.id !== EMBEDDED_ID;
    const tell = (stage: StageState | null) => {
      if (isLarge && !this.work) this.emit('stage', stage);
    };
    try {
      return await this.revive(number, new Progress('revive', tell), this.ending.signal);
    } finally {
      tell(null);
    }
  }

  /**
   * Brings back what a run found, with the model that it was made with.
   * @throws ModelListError where that is not here, or is another one of its name now
   */
  private async revive(number: number, progress: Progress, signal: AbortSignal): Promise<Revived> {
    const run = runOf(this.current, number);
    const { chosen, size, prompt } = this.modelOf(run);
    const subject = await recordedSubject(this.current, this.pictures, run, size);
    const { executor } = await this.engine.ready();
    const opening = { size, prompt, prompts: this.prompts(), executor, signal };
    const { model, sha256 } = await openModel(chosen, opening, progress);
    if (sha256 !== run.model.sha256) {
      throw new ModelListError(
        `run ${number} was made with other weights than the model ${chosen.id} has now. Explore again, or add the model that it was made with under that name.`,
      );
    }
    progress.tell('Bringing the result back', 0, 0);
    return revive(this.current, run, subject, model, executor, signal);
  }

  /** What a recorded run was made with. */
  private modelOf(run: Run): {
    readonly chosen: ChosenModel;
    readonly size: Size;
    readonly prompt: string;
  } {
    const chosen = this.models.choose(run.model.id);
    const { modelSize, prompt } = parametersOf(this.current, run);
    const size = chosen.size(this.sizeOf(run.photo), modelSize ?? undefined);
    return { chosen, size, prompt: prompt ?? '' };
  }

  private sizeOf(photo: number): Size {
    const found = this.current.photos().find(({ id }) => id === photo);
    if (found) return found;
    throw new ProjectError(this.current.path, `has no photo ${photo}.`);
  }

  /** What prompts came to before, here or elsewhere on this machine. */
  private prompts(): KeptPrompts {
    return promptsOf(this.current, promptFolder(this.models.appData));
  }

  private tellRun(number: number): void {
    const run = runOf(this.current, number);
    this.running = run.end ? undefined : number;
    this.emit('run', runState(this.current, run, this.running === number));
  }

  private follow(): () => void {
    if (!(this.current instanceof WritableProject)) return () => undefined;
    return this.current.onChange(({ put, remove }) => this.tellHistory(put, remove, []));
  }

  private tellHistory(
    put: EventData<'document'>['put'] | readonly EventData<'document'>['put'][number][],
    remove: readonly string[],
    named: readonly number[],
  ): void {
    const { head, canUndo, canRedo } = this.writable;
    const isNews = ({ id }: EditState) => id > this.told || named.includes(id);
    const edits = this.current.edits().filter(isNews);
    this.told = lastEdit(this.current);
    const history = { edits, head, canUndo, canRedo };
    this.emit('document', { put: [...put], remove: [...remove], history });
  }
}

function lastEdit(project: ReadableProject): number {
  return project.edits().at(-1)?.id ?? 0;
}

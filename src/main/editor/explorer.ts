import { controlsOf, EMBEDDED_ID } from '../../document/controls.ts';
import type { Size } from '../../document/size.ts';
import type { ExplorePlan, PlannedControls } from '../../preload/model-state.ts';
import type { StageState } from '../../preload/run-state.ts';
import { modelFlow } from '../engine/sampling/model-flow.ts';
import { type ChosenModel, checkMemory } from '../jobs/chosen-model.ts';
import { embeddedModel } from '../jobs/embedded-model.ts';
import { promptFolder } from '../jobs/flux/prompt-folder.ts';
import { ModelListError } from '../jobs/flux/registry.ts';
import type { KeptPrompts } from '../jobs/flux/text.ts';
import { promptsOf } from '../jobs/project-prompts.ts';
import { parametersOf, runOf } from '../jobs/recorded-run.ts';
import { type Revived, revive } from '../jobs/revive.ts';
import { encodePng } from '../photo/encode-png.ts';
import type { Planes } from '../photo/planes.ts';
import { ProjectError } from '../store/errors.ts';
import type { NewPhoto } from '../store/photos.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Run } from '../store/runs.ts';
import type { WritableProject } from '../store/writable-project.ts';
import type { Emit } from './emit.ts';
import type { EngineHost } from './engine-host.ts';
import { WorkspaceError } from './errors.ts';
import { exploreAll } from './exploration.ts';
import { Looks } from './looks.ts';
import type { Models } from './models.ts';
import { openModel } from './open-model.ts';
import type { OpenPictures } from './open-pictures.ts';
import { Progress } from './progress.ts';
import { refineCluster } from './refinement.ts';
import { runState } from './run-state.ts';
import { drawStrokes, recordedSubject, subjectOf } from './subject.ts';
import { Work } from './work.ts';

export interface ExplorerOptions {
  /** The project, which moves to another file when it is saved there. */
  readonly projectNow: () => ReadableProject;
  readonly pictures: OpenPictures;
  readonly engine: EngineHost;
  readonly models: Models;
  readonly emit: Emit;
  /** Aborted when the project is closed. */
  readonly closed: AbortSignal;
}

/** Explores and refines with the models of this machine, and brings back what earlier runs found. */
export class Explorer {
  readonly looks: Looks;
  readonly work: Work;
  private readonly options: ExplorerOptions;
  private running: number | undefined;
  private isWarm = false;
  /** Ends what is being brought back. */
  private reviving = new AbortController();
  private revivals = 0;

  constructor(options: ExplorerOptions) {
    this.options = options;
    this.work = new Work(options.emit);
    const { projectNow, pictures } = options;
    this.looks = new Looks(projectNow, pictures, (run) => this.reviveForLook(run));
  }

  /** Number of the run that goes on. */
  get runningNow(): number | undefined {
    return this.work.isGoing ? this.running : undefined;
  }

  /** Whether this machine can explore a photo so, and what else it could do. */
  plan(photo: number, controls: PlannedControls): ExplorePlan {
    return this.options.models.plan(this.sizeOf(photo), controls);
  }

  /**
   * Explores a photo with the strokes as they stand, on its own: painting goes on meanwhile.
   * @throws WorkspaceError where something is going on already
   * @throws ModelListError, WeightsError, ModelSizeError, MemoryError where the model cannot do it here
   */
  explore(project: WritableProject, photo: number): void {
    const edit = project.head;
    const records = project.document();
    const controls = controlsOf(records);
    const { pictures, engine, models, emit } = this.options;
    const chosen = models.choose(controls.model);
    const size = chosen.size(this.sizeOf(photo), controls.modelSize ?? undefined);
    this.checkMemory(chosen, size, controls.mode, 0);
    this.work.begin('explore', async (progress, signal) => {
      chosen.checkPrompt(controls.prompt);
      progress.tell('Reading the strokes', 0, 0);
      const strokes = await drawStrokes(pictures, photo, records);
      if (!strokes.data.some((value, i) => i % 4 === 3 && value > 0)) {
        throw new WorkspaceError('There are no strokes to explore. Paint some on the photo first.');
      }
      const { width, height } = strokes;
      const picture: NewPhoto = {
        ...{ name: `strokes of edit ${edit}.png`, media: 'image/png', role: 'strokes' },
        ...{ width, height, bytes: await encodePng(strokes) },
      };
      const subject = await subjectOf(pictures, photo, strokes, controls.prompts, size);
      const executor = await engine.ready();
      this.checkMemory(chosen, size, controls.mode, 0);
      const opening = { size, prompt: controls.prompt, prompts: this.prompts(), executor, signal };
      const opened = await openModel(chosen, opening, progress);
      const job = {
        ...{ project, photo, edit, subject, controls, chosen, executor, ...opened },
        strokes: project.addPhoto(picture).id,
      };
      await exploreAll(
        job,
        {
          run: (run) => this.tellRun(run),
          iterate: (run, iterate) => emit('iterate', { run, iterate }),
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
  refine(project: WritableProject, cluster: number, steps: number): void {
    const run = runOf(project, project.cluster(cluster).run);
    const { chosen, size } = this.modelOf(run);
    this.checkMemory(chosen, size, 'group', steps);
    this.work.begin('refine', async (progress, signal) => {
      progress.tell('Reading the results', 0, steps);
      const revived = await this.revive(run.id, steps, progress, signal);
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

  /** Loads the model in a photo's size, so that the first exploration need not wait for it. */
  warmUp({ width, height }: Planes): void {
    const { engine, projectNow, closed } = this.options;
    const { model: chosen } = controlsOf(projectNow().document());
    // A large model would take the memory of others, and may not be wanted.
    if (this.isWarm || chosen !== EMBEDDED_ID) return;
    this.isWarm = true;
    const model = embeddedModel({ width, height });
    const nothing = new Float32Array(3 * width * height);
    const warmed = engine
      .ready()
      .then((executor) => modelFlow(model, executor).velocity(nothing, 0.5, closed));
    // What fails here is told when it is needed.
    warmed.catch(() => undefined);
  }

  /** Ends what is going on; what is finished stays. */
  async cancel(): Promise<void> {
    if (!this.work.isGoing) {
      this.reviving.abort(new WorkspaceError('Cancelled. Choose the result again to restore it.'));
      this.reviving = new AbortController();
    }
    await this.work.cancel();
  }

  /** Says how far that is where nothing else goes on, and a large model takes its time. */
  private async reviveForLook(number: number): Promise<Revived> {
    const { projectNow, emit, closed } = this.options;
    const isLarge = runOf(projectNow(), number).model.id !== EMBEDDED_ID;
    const tell = (stage: StageState | null) => {
      if (isLarge && !this.work.isGoing) emit('stage', stage);
    };
    const signal = AbortSignal.any([closed, this.reviving.signal]);
    this.revivals++;
    try {
      return await this.revive(number, 0, new Progress('revive', tell), signal);
    } finally {
      this.revivals--;
      if (this.revivals === 0) tell(null);
    }
  }

  /**
   * Brings back what a run found, with the model that it was made with.
   * @param refine steps that one of its clusters is to be refined by then
   * @throws ModelListError where that is not here, or is another one of its name now; MemoryError where it does not fit
   */
  private async revive(
    number: number,
    refine: number,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Revived> {
    const { projectNow, pictures, engine } = this.options;
    const run = runOf(projectNow(), number);
    const { chosen, size, prompt } = this.modelOf(run);
    const executor = await engine.ready();
    this.checkMemory(chosen, size, 'group', refine);
    const subject = await recordedSubject(projectNow(), pictures, run, size);
    const opening = { size, prompt, prompts: this.prompts(), executor, signal };
    const { model, sha256 } = await openModel(chosen, opening, progress);
    if (sha256 !== run.model.sha256) {
      throw new ModelListError(
        `run ${number} was made with other weights than the model ${chosen.id} has now. Explore again, or add the model that it was made with under that name.`,
      );
    }
    progress.tell('Restoring the result', 0, 0);
    return revive(projectNow(), run, subject, model, executor, signal);
  }

  /** What a recorded run was made with. */
  private modelOf(run: Run): {
    readonly chosen: ChosenModel;
    readonly size: Size;
    readonly prompt: string;
  } {
    const { models, projectNow } = this.options;
    const chosen = models.choose(run.model.id);
    const { modelSize, prompt } = parametersOf(projectNow(), run);
    const size = chosen.size(this.sizeOf(run.photo), modelSize ?? undefined);
    return { chosen, size, prompt: prompt ?? '' };
  }

  /**
   * To be asked at once, and again when the engine is ready: it may be on a GPU, with a memory of its own.
   * @throws MemoryError where the model cannot do it here
   */
  private checkMemory(
    chosen: ChosenModel,
    size: Size,
    mode: PlannedControls['mode'],
    refine: number,
  ): void {
    const { rank } = chosen.settings;
    checkMemory(chosen, size, { mode, refine, rank }, this.options.engine.memory);
  }

  private sizeOf(photo: number): Size {
    const project = this.options.projectNow();
    const found = project.photos().find(({ id }) => id === photo);
    if (found) return found;
    throw new ProjectError(project.path, `has no photo ${photo}.`);
  }

  /** What prompts came to before, here or elsewhere on this machine. */
  private prompts(): KeptPrompts {
    const { projectNow, models } = this.options;
    return promptsOf(projectNow, promptFolder(models.appData));
  }

  private tellRun(number: number): void {
    const project = this.options.projectNow();
    const run = runOf(project, number);
    this.running = run.end ? undefined : number;
    this.options.emit('run', runState(project, run, this.running === number));
  }
}

import { exploredOf } from '../../document/explored.ts';
import type { Json } from '../../document/records.ts';
import type { ProjectState } from '../../preload/project-state.ts';
import { type Look, levelSize, TILE, type TileAddress } from '../../preload/urls.ts';
import { PictureError } from '../photo/picture-file.ts';
import { ProjectError } from '../store/errors.ts';
import type { Gesture } from '../store/gesture.ts';
import type { NewPhoto, Photo } from '../store/photos.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import { WritableProject } from '../store/writable-project.ts';
import type { Emit } from './emit.ts';
import type { EngineHost } from './engine-host.ts';
import { WorkspaceError } from './errors.ts';
import { Explorer } from './explorer.ts';
import { HistoryNews } from './history-news.ts';
import type { Models } from './models.ts';
import { OpenPictures } from './open-pictures.ts';
import { encodePreview, LISTED } from './previews.ts';
import { projectState, VIEW } from './project-state.ts';
import { TilePainter } from './tile-painter.ts';

/** A project that is open in a window, with its pictures and the work that goes on. */
export class Workspace {
  /** Stays the same wherever the project is saved to, and is never another's. */
  readonly session = crypto.randomUUID();
  readonly pictures: OpenPictures;
  readonly explorer: Explorer;
  private hasNoName: boolean;
  private current: ReadableProject;
  private readonly models: Models;
  private readonly news: HistoryNews;
  /** What was explored at the edit that was last asked about. */
  private explored:
    | { readonly edit: number; readonly photo: number; readonly text: string }
    | undefined;
  private readonly painter = new TilePainter();
  private readonly ending = new AbortController();

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
    this.models = models;
    const projectNow = () => this.current;
    this.pictures = new OpenPictures(projectNow);
    this.explorer = new Explorer({
      ...{ projectNow, pictures: this.pictures, engine, models, emit },
      closed: this.ending.signal,
    });
    this.news = new HistoryNews(project, emit);
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
      `${this.current.path} is open read-only. Use Save As to continue in a copy.`,
    );
  }

  /** What a window shows of it; decodes the photo, whose notes come along. */
  async state(): Promise<ProjectState> {
    const { notes, small } = await this.pictures.picture(this.original.id);
    this.explorer.warmUp(small);
    const missing = this.models.notesOn(this.current);
    const running = this.explorer.runningNow;
    const state = projectState(this.current, this.isUnsaved, running, [...notes, ...missing]);
    return { ...state, session: this.session };
  }

  /** Keeps a small picture of the photo in the project, once, which is listed with it from then on. */
  async keepThumbnail(): Promise<void> {
    const { current, original } = this;
    if (!(current instanceof WritableProject)) return;
    if (current.previews('photo', original.id).length > 0) return;
    const { small } = await this.pictures.picture(original.id);
    const preview = await encodePreview(small, LISTED);
    current.putPreview({ of: 'photo', id: original.id, ...preview });
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
    this.news.named(edit);
  }

  setView(view: Json): void {
    // Where someone only looks, there is nothing to remember it in.
    if (this.current instanceof WritableProject) this.current.setSetting(VIEW, view);
  }

  /** @returns its number */
  addPicture(picture: NewPhoto): number {
    return this.writable.addPhoto(picture).id;
  }

  /** Explores a photo with the strokes as they stand; see `Explorer`. */
  explore(photo: number): void {
    this.explorer.explore(this.writable, photo);
  }

  /** Whether a photo would be explored otherwise now than at an edit. */
  isOutdated(photo: number, edit: number): boolean {
    const { project } = this;
    if (edit === project.head) return false;
    if (this.explored?.edit !== edit || this.explored.photo !== photo) {
      this.explored = { edit, photo, text: exploredOf(project.documentAt(edit), photo) };
    }
    return this.explored.text !== exploredOf(project.document(), photo);
  }

  /** Refines a cluster towards its strokes; see `Explorer`. */
  refine(cluster: number, steps: number): void {
    this.explorer.refine(this.writable, cluster, steps);
  }

  /** Ends what is going on; what is finished stays. */
  async cancel(): Promise<void> {
    await this.explorer.cancel();
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
    const { looks } = this.explorer;
    if (look && (await looks.photoOf(look)) !== photo) {
      throw new PictureError('the clusters of the look are of another photo');
    }
    const edit = look ? await looks.map(look) : null;
    return this.painter.paint(await pyramid.level(level), place, edit);
  }

  /** The small picture of a cluster or an iterate; `undefined` where none is kept. */
  preview(of: 'cluster' | 'iterate', id: number): { media: string; bytes: Buffer } | undefined {
    const preview = this.current.previews(of, id).at(-1);
    return preview && { media: preview.media, bytes: this.current.blob(preview.blob) };
  }

  /** The photo that is edited. @throws ProjectError where there is none */
  private get original(): Photo {
    const original = this.current.photos().find(({ role }) => role === 'original');
    if (original) return original;
    throw new ProjectError(this.current.path, 'holds no photo to edit.');
  }

  /** @throws WorkspaceError where a run writes into the file that is to be left */
  checkIdle(): void {
    if (!this.explorer.work.isGoing) return;
    throw new WorkspaceError('An exploration is running. Cancel it, or wait, then save.');
  }

  /** Goes on in another file, to which the project was saved. */
  moveTo(project: WritableProject): void {
    this.hasNoName = false;
    this.current = project;
    this.news.follow(project);
  }

  async close(): Promise<void> {
    this.ending.abort(new WorkspaceError('the project was closed'));
    await this.cancel();
    this.news.end();
    try {
      await this.painter.close();
    } finally {
      // Its lock goes whatever else fails.
      this.current.close();
      this.pictures.close();
    }
  }
}

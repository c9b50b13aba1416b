import type { Look } from '../../preload/urls.ts';
import { blend } from '../jobs/blend.ts';
import { parametersOf, pictureOf, runOf } from '../jobs/recorded-run.ts';
import type { Revived } from '../jobs/revive.ts';
import { type Mask, type StrokesArea, strokesArea, unionOf } from '../photo/area.ts';
import { type EditMap, editMap, type SmallEdit } from '../photo/edit-map.ts';
import { PictureError } from '../photo/picture-file.ts';
import { maskOf, readStrokes } from '../photo/strokes.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { OpenPictures } from './open-pictures.ts';

/** Maps that are kept: while a slider moves, the last few are asked for again and again. */
const KEPT = 8;

/** A cluster's edit at strength 1, and where its strokes are. */
interface ClusterEdit {
  readonly photo: number;
  readonly edit: SmallEdit;
  readonly mask: Mask;
}

/** A look as a map of its photo. */
export interface LookMap extends EditMap {
  /** The strokes with their soft edge, wherever the photo may change. */
  readonly near: StrokesArea;
}

/** Turns what is picked, blended and tuned in a window into maps of the photo. */
export class Looks {
  private readonly projectNow: () => ReadableProject;
  private readonly pictures: OpenPictures;
  private readonly reviveRun: (run: number) => Promise<Revived>;
  private readonly edits = new Map<number, Promise<ClusterEdit>>();
  /** Runs that are being brought back. */
  private readonly revivals = new Map<number, Promise<Revived>>();
  private readonly masks = new Map<number, Promise<Mask>>();
  private readonly maps = new Map<string, Promise<LookMap>>();

  /**
   * @param projectNow the project, which moves to another file when it is saved there
   * @param reviveRun brings back what a run found
   */
  constructor(
    projectNow: () => ReadableProject,
    pictures: OpenPictures,
    reviveRun: (run: number) => Promise<Revived>,
  ) {
    this.projectNow = projectNow;
    this.pictures = pictures;
    this.reviveRun = reviveRun;
  }

  /** Keeps a cluster's edit, so that it need not be computed again. */
  keep(cluster: number, edit: SmallEdit): void {
    this.remember(cluster, this.withMask(cluster, edit));
  }

  /** The photo that a look is of. @throws PictureError where its clusters are of several */
  async photoOf(look: Look): Promise<number> {
    const parts = await Promise.all(look.clusters.map(({ cluster }) => this.clusterEdit(cluster)));
    const photos = new Set(parts.map(({ photo }) => photo));
    const [photo, ...further] = photos;
    if (photo !== undefined && further.length === 0) return photo;
    throw new PictureError(
      'the clusters that are blended are of different photos. Blend those of one.',
    );
  }

  /** The same object for the same look, while it is one of the last that were asked for. */
  map(look: Look): Promise<LookMap> {
    const key = JSON.stringify(look);
    const known = this.maps.get(key);
    this.maps.delete(key);
    const made = known ?? this.make(look);
    this.maps.set(key, made);
    made.catch(() => this.maps.delete(key));
    for (const oldest of this.maps.keys()) {
      if (this.maps.size <= KEPT) break;
      this.maps.delete(oldest);
    }
    return made;
  }

  private async make(look: Look): Promise<LookMap> {
    const { profile } = (await this.pictures.picture(await this.photoOf(look))).raster;
    const parts = await Promise.all(
      look.clusters.map(async ({ cluster, weight }) => ({
        ...(await this.clusterEdit(cluster)),
        weight,
      })),
    );
    const { gain, ...pair } = blend(parts);
    const near = strokesArea(unionOf(parts.map(({ mask }) => mask)), look.feather);
    const edit = { ...pair, gain: gain * look.strength };
    return { ...editMap(near, edit, look, profile), near };
  }

  private clusterEdit(cluster: number): Promise<ClusterEdit> {
    const known = this.edits.get(cluster);
    if (known) return known;
    return this.remember(cluster, this.revived(cluster));
  }

  /** Until it fails: the next who asks has another try. */
  private remember(cluster: number, edit: Promise<ClusterEdit>): Promise<ClusterEdit> {
    this.edits.set(cluster, edit);
    edit.catch(() => this.edits.delete(cluster));
    return edit;
  }

  private async revived(number: number): Promise<ClusterEdit> {
    const { edits } = await this.revival(this.projectNow().cluster(number).run);
    const edit = edits.get(number);
    // The others come along, and need not be brought back again.
    for (const [id, other] of edits) if (!this.edits.has(id)) this.keep(id, other);
    if (!edit) {
      // Says so where it is damaged.
      this.projectNow().latent('cluster', number);
      throw new PictureError(`cluster ${number} cannot be made into an edit.`);
    }
    return this.withMask(number, edit);
  }

  /** One at a time for each run, whoever asks. */
  private revival(run: number): Promise<Revived> {
    const known = this.revivals.get(run);
    if (known) return known;
    const begun = this.reviveRun(run);
    this.revivals.set(run, begun);
    const ended = () => this.revivals.delete(run);
    begun.then(ended, ended);
    return begun;
  }

  private async withMask(
    cluster: number,
    { before, after, gain }: SmallEdit,
  ): Promise<ClusterEdit> {
    const project = this.projectNow();
    const run = runOf(project, project.cluster(cluster).run);
    const { strokes, strength } = parametersOf(project, run);
    const mask = this.masks.get(strokes) ?? this.maskOf(strokes, run.photo);
    this.masks.set(strokes, mask);
    mask.catch(() => this.masks.delete(strokes));
    const atFull = { before, after, gain: gain / strength };
    return { photo: run.photo, edit: atFull, mask: await mask };
  }

  private async maskOf(strokes: number, photo: number): Promise<Mask> {
    const { raster } = await this.pictures.picture(photo);
    return maskOf(await readStrokes(pictureOf(this.projectNow(), strokes), raster));
  }
}

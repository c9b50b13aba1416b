import { strokesPicture } from '../../document/compose.ts';
import type { DocumentRecord } from '../../document/records.ts';
import type { Size } from '../../document/size.ts';
import { parametersOf, pictureOf } from '../jobs/recorded-run.ts';
import type { Subject } from '../jobs/subject.ts';
import { modelPicture } from '../photo/open-photo.ts';
import { type Planes, toPixels } from '../photo/planes.ts';
import { paintOver, readStrokes, type Strokes } from '../photo/strokes.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Run } from '../store/runs.ts';
import type { OpenPicture, OpenPictures } from './open-pictures.ts';

/** Longer side that strokes are drawn at for the model and the area: twice what a hand paints is as fine. */
const LONGER = 1536;

/** The strokes of a document over one of its photos, as a picture of that photo's aspect. */
export async function drawStrokes(
  pictures: OpenPictures,
  photo: number,
  records: ReadonlyMap<string, DocumentRecord>,
): Promise<Strokes> {
  const { raster } = await pictures.picture(photo);
  const scale = Math.min(1, LONGER / Math.max(raster.width, raster.height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const small = await modelPicture(raster, {
    width: side(raster.width),
    height: side(raster.height),
  });
  const { width, height } = raster;
  return strokesPicture(records.values(), { id: photo, width, height }, toPixels(small));
}

/** What an exploration works on. @param size that the model works at */
export async function subjectOf(
  pictures: OpenPictures,
  photo: number,
  strokes: Strokes,
  prompts: readonly number[],
  size: Size,
): Promise<Subject> {
  const small = await pictureAt(await pictures.picture(photo), size);
  const { painted, opacity } = await paintOver(small, strokes);
  const others = [];
  for (const prompt of prompts) {
    const other = await pictures.picture(prompt);
    others.push((await modelPicture(other.raster, size)).data);
  }
  return { photo: small, painted, opacity, others };
}

/** A picture at a size; that of the embedded model is there already. */
async function pictureAt({ raster, small }: OpenPicture, size: Size): Promise<Planes> {
  const isThere = small.width === size.width && small.height === size.height;
  return isThere ? small : modelPicture(raster, size);
}

/** What a recorded run worked on. @param size that the model works at */
export async function recordedSubject(
  project: ReadableProject,
  pictures: OpenPictures,
  run: Run,
  size: Size,
): Promise<Subject> {
  const { strokes, with: prompts } = parametersOf(project, run);
  const { raster } = await pictures.picture(run.photo);
  const picture = await readStrokes(pictureOf(project, strokes), raster);
  return subjectOf(pictures, run.photo, picture, prompts, size);
}

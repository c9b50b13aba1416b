import type { Point } from '../engine/sampling/flow.ts';
import { checkAspect } from '../photo/aspect.ts';
import { nameOf, type PictureFile, readPhoto, resizePhoto } from '../photo/photo-file.ts';
import type { Pixels, Planes } from '../photo/planes.ts';
import { paintOver, readStrokes, type Strokes } from '../photo/strokes.ts';
import { modelSize } from './model-size.ts';

/** A photo with strokes, in the model's size. */
export interface Subject {
  readonly photo: Planes;
  /** The photo with the strokes on it. */
  readonly painted: Planes;
  /** Of the strokes, `[height, width]` in [0, 1]. */
  readonly opacity: Float32Array<ArrayBuffer>;
  /** Further pictures of the group, each of the photo's size. */
  readonly others: readonly Point[];
}

/** What an edit is made from. */
export interface EditPictures {
  readonly photo: PictureFile;
  /** An RGBA picture of the photo's aspect with painted pixels opaque. */
  readonly strokes: PictureFile;
  /** Further pictures of the photo's aspect that join the group. */
  readonly with: readonly PictureFile[];
}

/** The pictures of an edit, at their own size and in the model's. */
export interface Opened {
  readonly full: Pixels;
  readonly strokes: Strokes;
  readonly subject: Subject;
}

/** @throws PictureError where one cannot be read, or they do not go together */
export async function readSubject(pictures: EditPictures): Promise<Opened> {
  const full = await readPhoto(pictures.photo);
  const strokes = await readStrokes(pictures.strokes, full);
  const size = modelSize(full);
  const photo = await resizePhoto(full, size);
  const { painted, opacity } = await paintOver(photo, strokes);
  const others: Point[] = [];
  for (const file of pictures.with) {
    const other = await readPhoto(file);
    checkAspect(nameOf(file), other, full);
    others.push((await resizePhoto(other, size)).data);
  }
  return { full, strokes, subject: { photo, painted, opacity, others } };
}

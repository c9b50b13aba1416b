import type { Size } from '../../document/size.ts';
import type { Point } from '../engine/sampling/flow.ts';
import type { Mask } from '../photo/area.ts';
import { checkAspect } from '../photo/aspect.ts';
import { modelPicture, openPhoto, rgbRaster } from '../photo/open-photo.ts';
import { nameOf, type PictureFile } from '../photo/picture-file.ts';
import type { Planes } from '../photo/planes.ts';
import type { Raster } from '../photo/raster.ts';
import { maskOf, paintOver, readStrokes } from '../photo/strokes.ts';

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
  readonly raster: Raster;
  /** Where the strokes are, in their own size. */
  readonly painted: Mask;
  readonly subject: Subject;
  /** What had to be done to read them, in whole sentences. */
  readonly notes: readonly string[];
}

/**
 * @param folder for their pixels; whoever made it removes it
 * @param sizeOf the size that the model works on a photo at
 * @throws PictureError where one cannot be read, or they do not go together
 */
export async function readSubject(
  pictures: EditPictures,
  folder: string,
  sizeOf: (photo: Size) => Size,
): Promise<Opened> {
  const opened = await openPhoto(pictures.photo, folder);
  const raster = await rgbRaster(opened.raster, folder);
  const notes = [...opened.notes];
  const strokes = await readStrokes(pictures.strokes, raster);
  const size = sizeOf(raster);
  const photo = await modelPicture(raster, size);
  const { painted, opacity } = await paintOver(photo, strokes);
  const others: Point[] = [];
  for (const file of pictures.with) {
    const other = await openPhoto(file, folder);
    notes.push(...other.notes);
    checkAspect(nameOf(file), other.raster, raster);
    others.push((await modelPicture(await rgbRaster(other.raster, folder), size)).data);
  }
  return { raster, painted: maskOf(strokes), subject: { photo, painted, opacity, others }, notes };
}

import { rmSync } from 'node:fs';
import { makeTemporaryFolder } from '../files/temporary-folder.ts';
import { modelSize } from '../jobs/model-size.ts';
import { pictureOf } from '../jobs/recorded-run.ts';
import { modelPicture, openPhoto, rgbRaster } from '../photo/open-photo.ts';
import { nameOf } from '../photo/picture-file.ts';
import type { Planes } from '../photo/planes.ts';
import { Pyramid } from '../photo/pyramid.ts';
import type { Raster } from '../photo/raster.ts';
import type { ReadableProject } from '../store/readable-project.ts';

/** A picture of a project that is open. */
export interface OpenPicture {
  /** Of its file. */
  readonly name: string;
  /** In RGB, as edits need it. */
  readonly raster: Raster;
  readonly pyramid: Pyramid;
  /** In the model's size. */
  readonly small: Planes;
  /** What had to be done to read it, in whole sentences. */
  readonly notes: readonly string[];
}

/** The pictures of a project that were asked for, decoded once, in a folder of their own. */
export class OpenPictures {
  private readonly projectNow: () => ReadableProject;
  private readonly open = new Map<number, Promise<OpenPicture>>();
  /** Where their pixels lie; it goes when they are closed. */
  readonly folder = makeTemporaryFolder();

  /** @param projectNow the project, which moves to another file when it is saved there */
  constructor(projectNow: () => ReadableProject) {
    this.projectNow = projectNow;
  }

  /**
   * @param photo its number in the project
   * @throws ProjectError where there is no such photo; PictureError where it cannot be decoded
   */
  picture(photo: number): Promise<OpenPicture> {
    const known = this.open.get(photo);
    if (known) return known;
    const opened = this.read(photo);
    this.open.set(photo, opened);
    opened.catch(() => this.open.delete(photo));
    return opened;
  }

  close(): void {
    // Windows keeps files that are being written: a moment later they are not.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async read(number: number): Promise<OpenPicture> {
    const file = pictureOf(this.projectNow(), number);
    const { raster: own, notes } = await openPhoto(file, this.folder);
    const raster = await rgbRaster(own, this.folder);
    const small = await modelPicture(raster, modelSize(raster));
    return { name: nameOf(file), raster, pyramid: new Pyramid(raster, this.folder), small, notes };
  }
}

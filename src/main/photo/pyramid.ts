import type { Raster } from './raster.ts';
import { resizedRaster } from './resize-raster.ts';

/**
 * A photo at its own size and at halves of it, as far as they were asked for: what is shown of it small needs
 * no more than what is seen.
 */
export class Pyramid {
  private readonly levels = new Map<number, Promise<Raster>>();
  private readonly photo: Raster;
  private readonly folder: string;

  /** @param folder for the levels' pixels; whoever made it removes it */
  constructor(photo: Raster, folder: string) {
    this.photo = photo;
    this.folder = folder;
  }

  /** @param level 0 for the photo's own size; each further one is half of it, rounded up */
  level(level: number): Promise<Raster> {
    if (level === 0) return Promise.resolve(this.photo);
    const known = this.levels.get(level);
    if (known) return known;
    const made = this.make(level);
    this.levels.set(level, made);
    // A full disk, say: the next who asks has another try.
    made.catch(() => this.levels.delete(level));
    return made;
  }

  /** From the nearest finer level that is there, or the photo itself. */
  private async make(level: number): Promise<Raster> {
    const finer = [...this.levels.keys()].filter((other) => other < level);
    const from = await (this.levels.get(Math.max(...finer)) ?? this.photo);
    const half = (side: number) => Math.max(1, Math.ceil(side / 2 ** level));
    const size = { width: half(this.photo.width), height: half(this.photo.height) };
    return resizedRaster(from, size, this.folder);
  }
}

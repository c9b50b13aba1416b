import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { siblingScript } from '../files/sibling-script.ts';
import type { EditMap } from '../photo/edit-map.ts';
import { PictureError } from '../photo/picture-file.ts';
import type { Raster, Rectangle } from '../photo/raster.ts';
import type { TileAnswer, TileRequest } from './tile-thread.ts';

/** Threads that paint: a window scrolls while the model runs, which takes all cores it can get. */
const THREADS = Math.max(1, Math.min(4, availableParallelism() - 1));

type Pixels = Uint8ClampedArray<ArrayBuffer>;

/** Paints tiles of photos on threads of their own, so that main stays free. */
export class TilePainter {
  private readonly threads: Thread[] = [];
  private turn = 0;
  private isClosed = false;

  /**
   * @param edit null for the photo as it is; the same object for the same edit, so that it is sent once
   * @returns RGBA, 8 bits, sRGB, row by row
   */
  paint(raster: Raster, place: Rectangle, edit: EditMap | null): Promise<Pixels> {
    // Whoever was still preparing a tile must not start a thread that nobody ends.
    if (this.isClosed) return Promise.reject(new PictureError('the photo was closed'));
    const index = this.turn++ % THREADS;
    let thread = this.threads[index];
    if (!thread || thread.isLost) {
      thread = new Thread();
      this.threads[index] = thread;
    }
    return thread.paint(raster, place, edit);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.threads.splice(0).map((thread) => thread.close()));
  }
}

class Thread {
  isLost = false;
  private readonly worker = new Worker(siblingScript('./tile-thread', import.meta.url));
  private readonly waiting = new Map<number, PromiseWithResolvers<Pixels>>();
  private sent: EditMap | null = null;
  private count = 0;

  constructor() {
    // No reason to keep the program running.
    this.worker.unref();
    this.worker.on('message', (answer: TileAnswer) => {
      const settled = this.waiting.get(answer.id);
      this.waiting.delete(answer.id);
      if ('error' in answer) settled?.reject(answer.error);
      else settled?.resolve(answer.pixels);
    });
    this.worker.on('error', (error) => this.lose(error));
  }

  paint(raster: Raster, place: Rectangle, edit: EditMap | null): Promise<Pixels> {
    const id = this.count++;
    const settled = Promise.withResolvers<Pixels>();
    this.waiting.set(id, settled);
    const isSame = edit !== null && edit === this.sent;
    this.sent = edit ?? this.sent;
    const request: TileRequest = { id, raster, place, edit: isSame ? 'same' : edit };
    this.worker.postMessage(request);
    return settled.promise;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
    this.lose(new PictureError('the photo was closed'));
  }

  private lose(error: unknown): void {
    this.isLost = true;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

import { closeSync, constants, copyFileSync, openSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { siblingScript } from '../files/sibling-script.ts';
import { writingInto } from '../files/temporary-folder.ts';
import { editRows } from './apply-edit.ts';
import type { EditMap } from './edit-map.ts';
import { type Raster, readRows, rowsAtATime, writeRows } from './raster.ts';

/** What a thread works on: strips of a raster that nobody has taken yet. */
export interface Share {
  readonly raster: Raster;
  readonly edit: EditMap;
  /** Number of the next strip, shared between all. */
  readonly next: Int32Array<SharedArrayBuffer>;
}

/**
 * A copy of a raster with an edit, made in strips on all cores; memory does not grow with the photo.
 * @param path where the copy goes, in a temporary folder
 * @param tell how many strips of how many are done
 * @throws TemporaryFolderError where it cannot be written; whatever the signal is aborted with
 */
export function applyToRaster(
  raster: Raster,
  edit: EditMap,
  path: string,
  signal: AbortSignal,
  tell: (done: number, of: number) => void = () => undefined,
): Promise<Raster> {
  return writingInto(dirname(path), async () => {
    copyFileSync(raster.path, path, constants.COPYFILE_FICLONE);
    const copy = { ...raster, path };
    const next = new Int32Array(new SharedArrayBuffer(4));
    const share: Share = { raster: copy, edit, next };
    const strips = Math.ceil(copy.height / rowsAtATime(copy));
    // A thread takes longer to start than one strip takes.
    if (strips === 1) editStrips(share, () => undefined);
    else {
      let done = 0;
      const count = Math.min(strips, availableParallelism());
      await onThreads(count, share, () => tell(++done, strips), signal);
    }
    return copy;
  });
}

/**
 * Edits strips of a raster in place, until all are taken.
 * @param tell that one more is done
 */
export function editStrips({ raster, edit, next }: Share, tell: () => void): void {
  const rows = rowsAtATime(raster);
  const { width, height, channels } = raster;
  const fd = openSync(raster.path, 'r+');
  try {
    for (;;) {
      const top = rows * Atomics.add(next, 0, 1);
      if (top >= height) return;
      const data = readRows(fd, raster, top, Math.min(rows, height - top));
      const part = { width, height, left: 0, top, columns: width, channels, data };
      if (editRows(part, edit)) writeRows(fd, raster, top, data);
      tell();
    }
  } finally {
    closeSync(fd);
  }
}

async function onThreads(
  count: number,
  share: Share,
  tell: () => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const threads = Array.from({ length: count }, () => {
    const script = siblingScript('./apply-thread', import.meta.url);
    return new Worker(script, { workerData: share }).on('message', tell);
  });
  const stop = () => Promise.all(threads.map((thread) => thread.terminate()));
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all(threads.map(ended));
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', stop);
    await stop();
  }
}

function ended(thread: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    thread.once('error', reject);
    thread.once('exit', () => resolve());
  });
}

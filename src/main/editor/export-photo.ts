import { join } from 'node:path';
import type { ExportOptions } from '../../preload/export-state.ts';
import { inTemporaryFolder } from '../files/temporary-folder.ts';
import { applyToRaster } from '../photo/apply-to-raster.ts';
import { type Fidelity, fidelity, writeFidelity } from '../photo/fidelity.ts';
import { type WriteOptions, writePhoto } from '../photo/write-photo.ts';
import type { Progress } from './progress.ts';
import type { Workspace } from './workspace.ts';

/**
 * Writes a photo with a look to a file, and where it was asked for a report beside it.
 * @returns how it stands to the photo, pixel by pixel
 * @throws whatever the signal is aborted with; nothing is written then
 */
export async function exportPhoto(
  workspace: Workspace,
  options: ExportOptions,
  path: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<Fidelity | null> {
  progress.tell('Reading the photo', 0, 0);
  const { name, raster } = await aborting(workspace.pictures.picture(options.photo), signal);
  const map = options.look && (await aborting(workspace.explorer.looks.map(options.look), signal));
  return inTemporaryFolder(async (folder) => {
    const tell = (done: number, of: number) => progress.tell('Applying the look', done, of);
    const edited = map
      ? await applyToRaster(raster, map, join(folder, 'edited.v'), signal, tell)
      : raster;
    progress.tell('Writing the file', 0, 0);
    await writePhoto(path, edited, writeOptions(options), signal);
    if (!options.fidelity || !map) return null;
    progress.tell('Comparing it with the photo', 0, 0);
    const measured = await fidelity(raster, edited, map.area, map.near);
    const { photo: _, fidelity: __, ...settings } = options;
    writeFidelity(path, { photo: name, measured, settings });
    return measured;
  });
}

/** What somebody else may be waiting for as well: it goes on, but nobody here waits for it any more. */
async function aborting<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

export function writeOptions({ size, depth, ...options }: ExportOptions): WriteOptions {
  const { quality, sharpen, profile, metadata } = options;
  // Nothing of a model is in a photo without a result.
  const mark = options.mark && options.look !== null;
  const own = { size: size ?? undefined, depth: depth ?? undefined };
  return { quality, sharpen, profile, metadata, mark, ...own };
}

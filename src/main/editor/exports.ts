import { join, parse } from 'node:path';
import type { ExportOptions } from '../../preload/export-state.ts';
import { replaceFile } from '../files/replace-file.ts';
import { inTemporaryFolder } from '../files/temporary-folder.ts';
import { applyToRaster } from '../photo/apply-to-raster.ts';
import { type Fidelity, fidelity } from '../photo/fidelity.ts';
import { fillTemplate } from '../photo/name-template.ts';
import { type WriteOptions, writePhoto } from '../photo/write-photo.ts';
import type { Workspace } from './workspace.ts';

const EXTENSIONS: Readonly<Record<ExportOptions['format'], string>> = {
  jpeg: '.jpg',
  png: '.png',
  tiff: '.tif',
  webp: '.webp',
  avif: '.avif',
};

/**
 * Writes a photo with a look to a file, and where it was asked for a report beside it.
 * @returns how it stands to the photo, pixel by pixel
 */
export async function exportPhoto(
  workspace: Workspace,
  options: ExportOptions,
  path: string,
  signal: AbortSignal,
): Promise<Fidelity | null> {
  const { raster } = await workspace.pictures.picture(options.photo);
  const map = options.look && (await workspace.looks.map(options.look));
  return inTemporaryFolder(async (folder) => {
    const edited = map
      ? await applyToRaster(raster, map, join(folder, 'edited.v'), signal)
      : raster;
    signal.throwIfAborted();
    await writePhoto(path, edited, writeOptions(options));
    if (!options.fidelity || !map) return null;
    const measured = await fidelity(raster, edited, map.area, map.near);
    const report = { ...measured, ...options };
    replaceFile(fidelityFile(path), `${JSON.stringify(report, null, 2)}\n`);
    return measured;
  });
}

/** Where the report of an export goes. */
export function fidelityFile(path: string): string {
  return `${path}.fidelity.json`;
}

/**
 * Name of the file that an export makes.
 * @param isTaken whether there is a file under a name already
 * @throws PictureError where the template of the name is none
 */
export function exportName(
  options: ExportOptions,
  photo: string,
  isTaken: (name: string) => boolean,
): string {
  const parts = { name: parse(photo).name, date: new Date() };
  return fillTemplate(`${options.name}${EXTENSIONS[options.format]}`, parts, isTaken);
}

function writeOptions({ size, depth, ...options }: ExportOptions): WriteOptions {
  const { quality, sharpen, profile, metadata, mark } = options;
  const own = { size: size ?? undefined, depth: depth ?? undefined };
  return { quality, sharpen, profile, metadata, mark, ...own };
}

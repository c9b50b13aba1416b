import { existsSync } from 'node:fs';
import { join, parse } from 'node:path';
import { PictureError } from '../photo/picture-file.ts';
import { canWrite } from '../photo/write-photo.ts';

/** A name for a result beside its photo: in the photo's format, or as JPEG where that cannot be written. */
export function besides(photo: string, suffix: string): string {
  const { dir, name, ext } = parse(photo);
  return join(dir, `${name}-${suffix}${canWrite(photo) ? ext : '.jpg'}`);
}

/** @throws PictureError where a file that is to be written is there already */
export function refuseExisting(paths: readonly string[], overwrite = false): void {
  const exists = overwrite ? undefined : paths.find((path) => existsSync(path));
  if (exists === undefined) return;
  throw new PictureError(`${exists} exists already. Give another name, or --overwrite.`);
}

/** Aborted when the command is stopped from outside, so that it tidies up first. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => stop.abort(new Error('stopped; nothing was written')));
  }
  return stop.signal;
}

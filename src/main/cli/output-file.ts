import { existsSync } from 'node:fs';
import { join, parse } from 'node:path';
import { photoFormatOf } from '../../document/photo-formats.ts';
import { fillTemplate } from '../photo/name-template.ts';
import { PictureError } from '../photo/picture-file.ts';

/**
 * Where a result goes: what `--out` says, with its tokens filled in; or beside the photo, in its format, or
 * as JPEG where that cannot be written.
 * @param suffix of the name beside the photo
 * @param isTaken whether there are results under a name already
 * @throws PictureError where the name has a token that is not known
 */
export function outputFile(
  out: string | undefined,
  photo: string,
  suffix: string,
  isTaken: (path: string) => boolean,
): string {
  const { dir, name, ext } = parse(photo);
  if (out === undefined)
    return join(dir, `${name}-${suffix}${photoFormatOf(photo) ? ext : '.jpg'}`);
  const { dir: folder, base } = parse(out);
  // Any name that the system takes will do; templates are kept to those that every system takes.
  if (!/[{}]/.test(base)) return out;
  const parts = { name, date: new Date() };
  return join(
    folder,
    fillTemplate(base, parts, (filled) => isTaken(join(folder, filled))),
  );
}

/** What the help says of `--out`. */
export const OUT_HELP =
  "the result; beside the photo by default. {name} is the photo's name, {date} today, {n} the first free number";

/** @throws PictureError where a file that is to be written is there already */
export function refuseExisting(paths: readonly string[], overwrite = false): void {
  const exists = overwrite ? undefined : paths.find((path) => existsSync(path));
  if (exists === undefined) return;
  throw new PictureError(`${exists} already exists. Give another name, or --overwrite.`);
}

import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** What names a file whichever way leads to it: through links too, and where it is still to be made. */
export function fileKey(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // It is not there; its folder may be, behind a link.
  }
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return resolve(path);
  }
}

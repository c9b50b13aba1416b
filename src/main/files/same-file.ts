import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Whether two paths lead to one file or folder: through links too, where a disk takes capitals for small
 * letters, and where it is still to be made.
 */
export function isSameFile(a: string, b: string): boolean {
  if (followed(a) === followed(b)) return true;
  const [one, other] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false }));
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
}

function followed(path: string): string {
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

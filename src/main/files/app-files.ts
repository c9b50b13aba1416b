import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with `package.json`: as far up from the sources as from what is built of them. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * A file or folder that comes with Penumbra, for all that reads files.
 * @param path from the folder with `package.json`
 */
export function appFile(path: string): string {
  return join(ROOT, path);
}

/**
 * The same for what other than Node's own `fs` has to open it, such as a model that ONNX Runtime maps: a packaged
 * app keeps it beside its archive, which only Electron can look into.
 */
export function unpackedFile(path: string): string {
  return besideArchive(appFile(path));
}

/** Where something lies of which the packager was told to leave it out of the archive. */
export function besideArchive(path: string): string {
  return path.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
}

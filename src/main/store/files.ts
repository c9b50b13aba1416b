import { existsSync, linkSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { syncFile, syncFolder } from '../files/durable.ts';
import { ProjectError, ProjectExistsError, ProjectMissingError } from './errors.ts';
import { codeOf, naming } from './naming.ts';

/**
 * A file's one true path, with symbolic links followed; the file itself need not exist.
 * @throws ProjectMissingError where not even its folder exists
 */
export function realPath(path: string): string {
  const real = followed(path);
  // better-sqlite3 takes blanks off a name, and would open another file.
  if (real !== real.trim()) {
    throw new ProjectError(path, 'has a name that ends in a space. Choose a name without it.');
  }
  return real;
}

function followed(path: string): string {
  if (existsSync(path)) return naming(path, () => realpathSync(path));
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) throw new ProjectMissingError(path);
  return join(realpathSync(folder), basename(path));
}

/** How a file takes its place. */
export interface Placing {
  /** Whether it may take the place of another; otherwise the name must be free. */
  readonly replace?: boolean;
}

/**
 * Makes a file that appears under its name only when it is complete, and stays through a power cut.
 * @param path a project's path, whose lock is held; or one that belongs to such a project
 * @param write makes the whole file at the path it is given
 * @returns what `write` returns
 * @throws ProjectExistsError where the name is taken
 */
export function placeFile<T>(
  path: string,
  write: (temporary: string) => T,
  { replace = false }: Placing = {},
): T {
  const checkFree = () => {
    if (!replace && existsSync(path)) throw new ProjectExistsError(path);
  };
  checkFree();
  const temporary = `${path}.${process.pid}.part`;
  rmSync(temporary, { force: true });
  try {
    const result = write(temporary);
    syncFile(temporary);
    checkFree();
    removeJournals(path);
    if (replace) renameSync(temporary, path);
    else takeFreeName(temporary, path);
    syncFolder(path);
    return result;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Removes what processes that were killed left of files they made for a project. Only for who holds
 * the project's lock: another holder may be making them.
 */
export function removeLeftovers(project: string): void {
  const folder = dirname(project);
  const name = basename(project);
  const leftover = /^\.(v\d+(\.\d+)?\.backup\.)?\d+\.part(-damaged)?(-journal|-wal|-shm)?$/;
  for (const other of readdirSync(folder)) {
    if (other.startsWith(name) && leftover.test(other.slice(name.length))) {
      rmSync(join(folder, other), { force: true });
    }
  }
}

/** Renames a file, but never over another that has just appeared: renaming would, a second name would not. */
function takeFreeName(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    // Not every disk can give a file a second name.
    if (codeOf(error) === 'EEXIST' || existsSync(path)) throw new ProjectExistsError(path);
    renameSync(temporary, path);
    return;
  }
  rmSync(temporary);
}

/**
 * Removes the journals of a file that once had this name. SQLite would take them for the new file's,
 * and undo with them what was never done.
 */
function removeJournals(path: string): void {
  const left = ['-journal', '-wal', '-shm'].map((end) => path + end).filter(existsSync);
  for (const journal of left) rmSync(journal);
  if (left.length > 0) syncFolder(path);
}

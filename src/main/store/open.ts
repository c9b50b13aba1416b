import { closeSync, openSync, statSync } from 'node:fs';
import { isSameFile } from '../files/same-file.ts';
import { checkChunks } from './blobs.ts';
import { createWritable, openReadable, openWritable, type ReadableDatabase } from './database.ts';
import { edits, ROOT } from './edit-tree.ts';
import { LinkedProjectError, OlderProjectError } from './errors.ts';
import { type Placing, placeFile, realPath } from './files.ts';
import { checkFreePages } from './free-pages.ts';
import { readVersion } from './header.ts';
import { heads } from './history.ts';
import { WriterLock } from './lock.ts';
import { initialise, migrate } from './migrate.ts';
import { FORMAT } from './migrations/index.ts';
import { naming } from './naming.ts';
import { addPhoto, type NewPhoto } from './photos.ts';
import { ReadableProject } from './readable-project.ts';
import { mendCaches } from './verify.ts';
import { WritableProject } from './writable-project.ts';

/**
 * Opens a project for editing: takes its lock, finishes or takes back what a crash left half done,
 * and brings an older format up to date.
 * @throws ProjectMissingError, NotAProjectError, NewerProjectError, ProjectInUseError,
 *   ReadOnlyProjectError or DamagedProjectError; the file is then as it was
 */
export function openProject(path: string): WritableProject {
  const real = realPath(path);
  readVersion(real, FORMAT);
  // SQLite would open a protected file all the same, and fail at the first edit.
  naming(real, () => closeSync(openSync(real, 'r+')));
  return locked(real, (lock) => {
    // Only now: whoever was killed as the file got its name left a second one, which goes with the lock.
    if (statSync(real).nlink > 1) throw new LinkedProjectError(real);
    const db = naming(real, () => openWritable(real));
    return closingOnFailure(db, () => {
      naming(real, () => {
        checkFreePages(real);
        checkChunks(db);
        mendCaches(db);
        migrate(db);
      });
      return new WritableProject(real, db, lock);
    });
  });
}

/**
 * Opens a project for looking, whoever edits it meanwhile: it follows what is saved.
 * @throws as `openProject` does, but for ProjectInUseError; OlderProjectError and
 *   UnfinishedProjectError where the file would have to be written first
 */
export function openReadOnly(path: string): ReadableProject {
  const real = realPath(path);
  const version = readVersion(real, FORMAT);
  if (version < FORMAT) throw new OlderProjectError(real, version, FORMAT);
  const db = naming(real, () => openReadable(real));
  return closingOnFailure(db, () => new ReadableProject(real, db));
}

/**
 * Makes a project, and opens it for editing.
 * @param photo what it is about, if that is known; it is there as soon as the file is
 * @throws ProjectExistsError where the name is taken
 */
export function createProject(path: string, photo?: NewPhoto): WritableProject {
  const real = realPath(path);
  return locked(real, (lock) => {
    naming(real, () => placeFile(real, (temporary) => writeNew(temporary, photo)));
    const db = naming(real, () => openWritable(real));
    return closingOnFailure(db, () => new WritableProject(real, db, lock));
  });
}

/** How a project is saved under a new name. */
export interface Saving extends Placing {
  /** Whether a copy of it has that name already, as `copyApart` made it of all that it is now. */
  readonly isCopied?: boolean;
}

/**
 * Saves a project under a new name and goes on there. The file under the old name stays. Where that
 * was taken away while it was open, the name is free for it again.
 * @throws ProjectExistsError where the name is taken, unless it may be replaced; ProjectInUseError
 *   where another window edits the file that would be replaced; the project is then still open
 */
export function saveAs(
  project: ReadableProject,
  path: string,
  { isCopied = false, ...placing }: Saving = {},
): WritableProject {
  if (!isCopied) project.duplicate(path, placing);
  // Saved anew under its own name, it holds the lock that the new file needs.
  if (isSameFile(path, project.path)) project.close();
  const moved = openProject(path);
  project.close();
  return moved;
}

function writeNew(path: string, photo: NewPhoto | undefined): void {
  const db = createWritable(path);
  try {
    initialise(db);
    db.transaction(() => {
      edits.insert(db, { parent: null, label: 'New project', made: Date.now() });
      heads.insert(db, { edit: ROOT, tip: ROOT });
      if (photo) addPhoto(db, photo);
    }).immediate();
  } finally {
    db.close();
  }
}

function locked<T>(path: string, work: (lock: WriterLock) => T): T {
  const lock = WriterLock.acquire(path);
  try {
    return work(lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function closingOnFailure<T>(db: ReadableDatabase, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    throw error;
  }
}

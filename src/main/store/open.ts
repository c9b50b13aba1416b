import { closeSync, openSync } from 'node:fs';
import {
  openReadable,
  openWritable,
  type ReadableDatabase,
  type WritableDatabase,
} from './database.ts';
import { naming, OlderProjectError } from './errors.ts';
import { placeFile, realPath } from './files.ts';
import { readVersion } from './header.ts';
import { edits, heads, ROOT } from './history.ts';
import { WriterLock } from './lock.ts';
import { FORMAT, initialise, migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { ReadableProject } from './readable-project.ts';
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
    const db = naming(real, () => openWritable(real));
    return closingOnFailure(db, () => {
      naming(real, () => migrate(db, migrations));
      return new WritableProject(real, db, lock);
    });
  });
}

/**
 * Opens a project for looking, whoever edits it meanwhile: it shows the file as it is now.
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
 * Makes an empty project, and opens it for editing.
 * @throws ProjectExistsError where the name is taken
 */
export function createProject(path: string): WritableProject {
  const real = realPath(path);
  return locked(real, (lock) => {
    naming(real, () => placeFile(real, writeEmpty));
    const db = naming(real, () => openWritable(real));
    return closingOnFailure(db, () => new WritableProject(real, db, lock));
  });
}

/**
 * Saves a project under a new name and goes on there. The file under the old name stays.
 * @throws ProjectExistsError where the name is taken; the project is then still open
 */
export function saveAs(project: WritableProject, path: string): WritableProject {
  project.duplicate(path);
  const moved = openProject(path);
  project.close();
  return moved;
}

function writeEmpty(path: string): void {
  const db = openWritable(path);
  try {
    initialise(db);
    db.transaction(() => {
      edits.insert(db, { parent: null, label: 'New project', made: Date.now() });
      heads.insert(db, { edit: ROOT, tip: ROOT });
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

function closingOnFailure<T>(db: ReadableDatabase | WritableDatabase, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    throw error;
  }
}

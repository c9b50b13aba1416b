import { statSync } from 'node:fs';
import {
  DamagedProjectError,
  DiskFullError,
  ProjectBusyError,
  ProjectError,
  ProjectMovedError,
  ReadOnlyProjectError,
  UnfinishedProjectError,
} from './errors.ts';

/**
 * Runs a piece of work on a project file and gives SQLite's and the system's errors the names of
 * `errors.ts`.
 * @param path the project file the work is about
 */
export function naming<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw named(path, error);
  }
}

/**
 * Whether an error says that the file, rather than its place or the request, is at fault. Our own
 * statements are right, so SQLite's plain `SQLITE_ERROR` means a file whose schema is not.
 */
export function isDamage(error: unknown): boolean {
  const damage = /^SQLITE_(CORRUPT|NOTADB|ERROR$|SCHEMA$|MISMATCH$|TOOBIG$|FORMAT$)/;
  return error instanceof DamagedProjectError || damage.test(codeOf(error));
}

/** What `read` returns; `undefined` where it meets damage. */
export function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  }
}

/** SQLite's or the system's code of an error; `''` where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The same, for an error that was caught. */
export function named(path: string, cause: unknown): unknown {
  if (cause instanceof ProjectError || !(cause instanceof Error)) return cause;
  const code = codeOf(cause);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return new DiskFullError(path, { cause });
  if (code === 'SQLITE_READONLY_DBMOVED') return new ProjectMovedError(path, { cause });
  if (code === 'SQLITE_READONLY_ROLLBACK' || code === 'SQLITE_READONLY_RECOVERY') {
    return new UnfinishedProjectError(path, { cause });
  }
  if (/^(SQLITE_CANTOPEN|SQLITE_IOERR|ENAMETOOLONG)/.test(code)) {
    const problem = problemOfName(path);
    if (problem !== undefined) return new ProjectError(path, problem, { cause });
  }
  if (/^(SQLITE_READONLY|SQLITE_CANTOPEN|EACCES|EPERM|EROFS)/.test(code)) {
    return new ReadOnlyProjectError(path, { cause });
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new ProjectBusyError(path, { cause });
  }
  if (isDamage(cause)) {
    return new DamagedProjectError(path, cause.message, { cause });
  }
  if (code.startsWith('SQLITE_CONSTRAINT')) {
    return new ProjectError(
      path,
      `did not take the change, which names something that is not in it or already exists ` +
        `(${cause.message}). Nothing was changed.`,
      { cause },
    );
  }
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO') {
    return new ProjectError(
      path,
      `could not be read or written: the disk reports a fault, or a size limit or quota is reached ` +
        `(${code}). What was saved before is still there; copy the file to another disk.`,
      { cause },
    );
  }
  return cause;
}

/** Why no file can stand beside a project, where its name is why: SQLite only says that it cannot open one. */
function problemOfName(path: string): string | undefined {
  const besides = ['.lock', '-journal', `.${process.pid}.part-damaged-journal`];
  for (const beside of besides.map((end) => path + end)) {
    try {
      if (!statSync(beside, { throwIfNoEntry: false })?.isDirectory()) continue;
      return `cannot be used: ${beside} is a folder. Nothing was changed; move that, or choose another name.`;
    } catch (error) {
      if (codeOf(error) !== 'ENAMETOOLONG') continue;
      return 'has a name that is too long with what is added to it. Nothing was changed; choose a shorter one.';
    }
  }
  return undefined;
}

import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import Database from 'better-sqlite3';
import { ProjectError, ProjectInUseError } from './errors.ts';
import { realPath, removeLeftovers } from './files.ts';
import { codeOf, isDamage, named, naming } from './naming.ts';

/**
 * Others may take the lock file away just as it is opened: processes that do nothing else make every
 * second attempt fail, and hundreds in a row where the cores are busy. A file that has kept changing
 * for this long, in milliseconds, is something else.
 */
const CHANGING_MS = 5_000;

/**
 * How long to wait for others who only look whether it is taken, or take it at the same moment, in
 * milliseconds: without it, two can get into each other's way so that neither has it.
 */
const PATIENCE_MS = 200;

/**
 * The right to edit a project: one holder at a time, in this process or any other.
 *
 * It is a small SQLite file beside the project (`NAME.penumbra.lock`) with a transaction kept open:
 * the operating system drops that lock when its holder dies, so a file left over from a crash stops
 * nobody. The project itself stays free for readers.
 */
export class WriterLock {
  private readonly path: string;
  private readonly database: Database.Database;
  private readonly token: string;

  private constructor(path: string, database: Database.Database, token: string) {
    this.path = path;
    this.database = database;
    this.token = token;
  }

  /**
   * @param project the project file's real path (no symbolic links), so that all its names share a lock
   * @throws ProjectInUseError where someone else holds it, saying who
   */
  static acquire(project: string): WriterLock {
    const path = `${project}.lock`;
    const end = performance.now() + CHANGING_MS;
    while (performance.now() < end) {
      const database = naming(project, () => new Database(path, { timeout: PATIENCE_MS }));
      try {
        const token = randomUUID();
        if (!hold(database, token)) throw new ProjectInUseError(project, holderOf(database));
        if (tokenAt(path) === token) {
          removeLeftovers(project);
          return new WriterLock(path, database, token);
        }
        // Its last holder removed the file after we opened it: what we locked is nobody's lock.
        database.close();
      } catch (error) {
        database.close();
        if (!isDamage(error)) throw named(project, error);
        // Left over from a crash, in whatever state.
        rmSync(path, { force: true });
      }
    }
    throw new ProjectError(
      project,
      `could not be locked: ${path} keeps changing. Nothing was changed; try again.`,
    );
  }

  /** Whether it is what others meet who want to edit that project: a folder can be moved away with its locks. */
  isOf(project: string): boolean {
    return tokenAt(`${project}.lock`) === this.token;
  }

  /** Gives the right back; a second time, it does nothing. */
  release(): void {
    if (!this.database.open) return;
    // Before the lock is dropped: whoever comes next then sees that the file is gone. Windows does
    // not let an open file be removed; there it stays, and stops nobody. A file that is not ours any
    // more is someone else's lock.
    try {
      if (process.platform !== 'win32' && tokenAt(this.path) === this.token) rmSync(this.path);
    } finally {
      this.database.close();
    }
  }
}

/** Whether a project is open for editing, here or elsewhere. */
export function isInUse(project: string): boolean {
  try {
    WriterLock.acquire(realPath(project)).release();
    return false;
  } catch (error) {
    if (error instanceof ProjectInUseError) return true;
    throw error;
  }
}

/** Locks the file and writes who does. False where someone else is quicker, or was there before. */
function hold(database: Database.Database, token: string): boolean {
  try {
    database.pragma('journal_mode = MEMORY');
    database.pragma('synchronous = OFF');
    database.exec(
      'BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS holder (description TEXT, token TEXT)',
    );
    database.exec('DELETE FROM holder');
    database.prepare('INSERT INTO holder VALUES (?, ?)').run(description(), token);
    // Committed so that others can read it, and locked again.
    database.exec('COMMIT; BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if (codeOf(error).startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}

/** What the holder wrote into the file that has the name now; `undefined` where none can be read. */
function tokenAt(path: string): unknown {
  try {
    const database = new Database(path, { readonly: true, fileMustExist: true, timeout: 0 });
    try {
      return database.prepare('SELECT token FROM holder').pluck().get();
    } finally {
      database.close();
    }
  } catch {
    // Gone, or someone else's at this moment: in any case not ours.
    return undefined;
  }
}

function description(): string {
  return `in another window (process ${process.pid} on ${hostname()}, since ${new Date().toISOString()})`;
}

function holderOf(database: Database.Database): string {
  try {
    return String(database.prepare('SELECT description FROM holder').pluck().get());
  } catch {
    // It is just being taken: who takes it is not written yet.
    return 'in another window';
  }
}

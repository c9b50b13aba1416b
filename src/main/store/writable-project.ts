import { compact } from './compact.ts';
import type { WritableDatabase } from './database.ts';
import type { DocumentChange, Json } from './document.ts';
import { naming } from './errors.ts';
import type { Edit, Gesture } from './history.ts';
import type { WriterLock } from './lock.ts';
import { addPhoto, type NewPhoto, type Photo } from './photos.ts';
import { addPreview, type NewPreview, type Preview } from './previews.ts';
import { ReadableProject } from './readable-project.ts';
import {
  type Adapter,
  addAdapter,
  addCluster,
  addIterate,
  endRun,
  type NewAdapter,
  type NewCluster,
  type NewIterate,
  type NewRun,
  type Outcome,
  startRun,
} from './runs.ts';
import { setSetting } from './settings.ts';

/**
 * A project that is open for editing, here and nowhere else. Each method is one transaction: when it
 * returns, its change is on the disk; when it throws, nothing of it is.
 */
export class WritableProject extends ReadableProject {
  private readonly writable: WritableDatabase;
  private readonly lock: WriterLock;

  constructor(path: string, db: WritableDatabase, lock: WriterLock) {
    super(path, db);
    this.writable = db;
    this.lock = lock;
  }

  /** Makes several changes one: all of them are saved, or none is. */
  transaction<T>(work: () => T): T {
    return naming(this.path, () => {
      try {
        return this.writable.transaction(work).immediate();
      } catch (error) {
        // What memory holds of the change is no more in the file.
        this.forget();
        throw error;
      }
    });
  }

  /** Saves one gesture as an edit upon the head. */
  commit(gesture: Gesture): Edit {
    return this.transaction(() => this.history.commit(this.writable, gesture));
  }

  /** Takes the last edit back, and says what changes in the document. `undefined` at the beginning. */
  undo(): DocumentChange | undefined {
    return this.transaction(() => this.history.undo(this.writable));
  }

  /** Does again what was undone last. `undefined` where nothing was. */
  redo(): DocumentChange | undefined {
    return this.transaction(() => this.history.redo(this.writable));
  }

  /** Stands on any edit of any branch. */
  goTo(edit: number): DocumentChange {
    return this.transaction(() => this.history.goTo(this.writable, edit));
  }

  /** Gives the state after an edit a name; null takes it away. */
  nameEdit(edit: number, name: string | null): void {
    this.transaction(() => this.history.name(this.writable, edit, name));
  }

  /** Keeps an original. Its bytes are stored as they are. */
  addPhoto(photo: NewPhoto): Photo {
    return this.transaction(() => addPhoto(this.writable, photo));
  }

  /**
   * Notes that a run begins; what it finds is added as it forms, so that a crash keeps it.
   * @returns its number
   */
  startRun(run: NewRun): number {
    return this.transaction(() => startRun(this.writable, run));
  }

  /** @param message why it failed, for one that did */
  endRun(run: number, outcome: Outcome, message?: string): void {
    this.transaction(() => endRun(this.writable, run, outcome, message));
  }

  /** @returns its number */
  addIterate(iterate: NewIterate): number {
    return this.transaction(() => addIterate(this.writable, iterate));
  }

  /** @returns its number */
  addCluster(cluster: NewCluster): number {
    return this.transaction(() => addCluster(this.writable, cluster));
  }

  addAdapter(adapter: NewAdapter): Adapter {
    return this.transaction(() => addAdapter(this.writable, adapter));
  }

  addPreview(preview: NewPreview): Preview {
    return this.transaction(() => addPreview(this.writable, preview));
  }

  /** Remembers how the project was last seen; no step of the history. */
  setSetting(name: string, value: Json): void {
    this.transaction(() => setSetting(this.writable, name, value));
  }

  /** Frees what `savings` names. Needs as much room on the disk again as the file takes. */
  compact(): void {
    naming(this.path, () => compact(this.writable));
  }

  override close(): void {
    try {
      super.close();
    } finally {
      this.lock.release();
    }
  }
}

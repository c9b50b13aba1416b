import type { DocumentChange, DocumentRecord, Json } from '../../document/records.ts';
import { type Adapter, addAdapter, type NewAdapter } from './adapters.ts';
import { checkAlone, type Problem } from './check.ts';
import { addCluster, type NewCluster } from './clusters.ts';
import { removeOrphans } from './compact.ts';
import type { WritableDatabase } from './database.ts';
import type { Edit } from './edit-tree.ts';
import { type EncodedPrompt, type NewEncodedPrompt, putEncodedPrompt } from './encoded-prompts.ts';
import { ProjectChangedError, ProjectError } from './errors.ts';
import type { Gesture } from './gesture.ts';
import { addIterate, type NewIterate } from './iterates.ts';
import type { WriterLock } from './lock.ts';
import { naming } from './naming.ts';
import { addPhoto, type NewPhoto, type Photo } from './photos.ts';
import { type NewPreview, type Preview, putPreview } from './previews.ts';
import { ReadableProject } from './readable-project.ts';
import { endRun, type NewRun, type Outcome, startRun } from './runs.ts';
import { setSetting } from './settings.ts';

/** What a saved step changed in the document, and the edit that it stands on now. */
export interface DocumentEvent extends DocumentChange {
  readonly head: number;
}

/** A transaction under way. */
interface Step {
  /** What it has made of records; null where they were taken away. Missing where it left the head. */
  changes?: Map<string, DocumentRecord | null>;
  /** What it failed of. */
  failure?: { readonly error: unknown };
}

/**
 * A project that is open for editing, here and nowhere else. Each method is one transaction: when it
 * returns, its change is on the disk; when it throws, nothing of it is.
 */
export class WritableProject extends ReadableProject {
  private readonly writable: WritableDatabase;
  private readonly listeners = new Set<(event: DocumentEvent) => void>();
  private step: Step | undefined;
  /** Of the file as this project knows it; `undefined` where it is read again in any case. */
  private knownVersion: unknown;

  constructor(path: string, db: WritableDatabase, lock: WriterLock) {
    super(path, db, lock);
    this.writable = db;
    this.knownVersion = this.fileVersion();
  }

  /**
   * Makes several changes one: all of them are saved, or none is. Where one fails, the whole does,
   * whether or not its error is caught.
   */
  transaction<T>(work: () => T): T {
    if (this.step) return this.within(this.step, work);
    const step: Step = {};
    this.step = step;
    let result: T;
    try {
      result = naming(this.path, () => {
        const transaction = this.writable.transaction(() => {
          this.checkUnchanged();
          const done = work();
          this.checkAlive(step);
          return done;
        });
        return transaction.immediate();
      });
    } catch (error) {
      // What memory holds of the change is no more in the file.
      this.forget();
      this.knownVersion = undefined;
      throw error;
    } finally {
      this.step = undefined;
    }
    this.announce(step);
    return result;
  }

  /**
   * Calls a listener with each change of the document, after it is saved. What it throws reaches
   * whoever made the change.
   * @returns ends it
   */
  onChange(listener: (event: DocumentEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Saves one gesture as an edit upon the head. */
  commit(gesture: Gesture): Edit {
    return this.transaction(() => {
      const edit = this.history.commit(this.writable, gesture);
      this.note({ put: gesture.put ?? [], remove: gesture.remove ?? [] });
      return edit;
    });
  }

  /** Takes the last edit back, and says what changes in the document. `undefined` at the beginning. */
  undo(): DocumentChange | undefined {
    return this.transaction(() => this.note(this.history.undo(this.writable)));
  }

  /** Does again what was undone last. `undefined` where nothing was. */
  redo(): DocumentChange | undefined {
    return this.transaction(() => this.note(this.history.redo(this.writable)));
  }

  /** Stands on any edit of any branch. */
  goTo(edit: number): DocumentChange {
    return this.transaction(() => this.note(this.history.goTo(this.writable, edit)));
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  /** Gives the state after an edit a name; null takes it away. */
  nameEdit(edit: number, name: string | null): void {
    this.transaction(() => this.history.tree.name(this.writable, edit, name));
  }

  /** Keeps a picture as its file is; one that is there in the same role already is not added again. */
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

  /** Keeps a prompt as text encoders made it. One of the same key gives way to it. */
  putEncodedPrompt(prompt: NewEncodedPrompt): EncodedPrompt {
    return this.transaction(() => putEncodedPrompt(this.writable, prompt));
  }

  /** Keeps a preview. One of the same subject and size gives way to it. */
  putPreview(preview: NewPreview): Preview {
    return this.transaction(() => putPreview(this.writable, preview));
  }

  /** Remembers how the project was last seen; no step of the history. */
  setSetting(name: string, value: Json): void {
    this.transaction(() => setSetting(this.writable, name, value));
  }

  /**
   * Frees what `savings` names. Needs as much room on the disk again as the file takes.
   * @throws DamagedProjectError where that could take along what is still in use
   */
  compact(): void {
    this.checkBetweenSteps();
    this.transaction(() => removeOrphans(this.writable));
    naming(this.path, () => this.writable.exec('VACUUM'));
  }

  /** Reads every byte and says what is wrong; nothing, for a whole file. */
  override check(): Problem[] {
    return naming(this.path, () => checkAlone(this.writable));
  }

  private within<T>(step: Step, work: () => T): T {
    this.checkAlive(step);
    try {
      return naming(this.path, work);
    } catch (error) {
      step.failure = { error };
      throw error;
    }
  }

  /** A failed step must not be saved in parts, nor go on where SQLite has ended its transaction. */
  private checkAlive({ failure }: Step): void {
    if (failure) throw failure.error;
    if (this.writable.inTransaction) return;
    throw new ProjectError(this.path, 'lost a step to a fault of the disk. Do the step again.');
  }

  /** Whatever the lock is worth where a file has several names or its lock was taken away. */
  private checkUnchanged(): void {
    const version = this.fileVersion();
    this.knownVersion ??= version;
    if (version !== this.knownVersion) throw new ProjectChangedError(this.path);
  }

  private note<Change extends DocumentChange | undefined>(change: Change): Change {
    if (this.step && change) {
      this.step.changes ??= new Map();
      for (const record of change.put) this.step.changes.set(record.id, record);
      for (const id of change.remove) this.step.changes.set(id, null);
    }
    return change;
  }

  private announce({ changes }: Step): void {
    if (!changes) return;
    const put = [...changes.values()].filter((record) => record !== null);
    const remove = [...changes].flatMap(([id, record]) => (record ? [] : [id]));
    for (const listener of this.listeners) listener({ head: this.head, put, remove });
  }
}

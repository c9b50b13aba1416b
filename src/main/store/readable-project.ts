import { type Stats, statSync } from 'node:fs';
import type { DocumentRecord, Json } from '../../document/records.ts';
import { type Adapter, adaptersOf } from './adapters.ts';
import { type BlobId, readBlob } from './blobs.ts';
import { check, type Problem } from './check.ts';
import { type Cluster, clusterLatent, clusterOf, clustersOf } from './clusters.ts';
import { type Savings, savings } from './compact.ts';
import { writeCopy } from './copy.ts';
import type { ReadableDatabase } from './database.ts';
import type { Edit } from './edit-tree.ts';
import { type EncodedPrompt, encodedPromptOf } from './encoded-prompts.ts';
import { ProjectError } from './errors.ts';
import { type Placing, realPath } from './files.ts';
import { History } from './history.ts';
import { type Summary, summary } from './info.ts';
import { type Iterate, iterateLatent, iteratesOf } from './iterates.ts';
import type { Latent } from './latent.ts';
import type { WriterLock } from './lock.ts';
import { naming } from './naming.ts';
import { type Photo, photosOf } from './photos.ts';
import { type Preview, previewsOf, type Subject } from './previews.ts';
import { type Run, runsOf } from './runs.ts';
import { settingOf } from './settings.ts';
import { verify } from './verify.ts';

/**
 * A project that is open for looking. Each method shows it as it is at that moment, whoever edits it
 * meanwhile; what was added once stays, so that what one method names, the next one finds. Every
 * method may throw a `ProjectError` where the file or its disk fails, and a `DamagedBlobError` where
 * it reads a blob.
 */
export class ReadableProject {
  readonly path: string;
  private readonly db: ReadableDatabase;
  /** What is held of its name; nothing where it is only looked at. */
  private readonly lock: WriterLock | undefined;
  /** The file that was opened: another may take its place, or none. */
  private readonly file: Stats;
  private loaded: History | undefined;
  /** Of the file when the history was loaded: SQLite counts what others write. */
  private loadedVersion: unknown;

  /** @throws DamagedProjectError where more than blobs is damaged */
  constructor(path: string, db: ReadableDatabase, lock?: WriterLock) {
    this.path = path;
    this.db = db;
    this.lock = lock;
    this.file = naming(path, () => statSync(path));
    this.read(() => {
      verify(db);
      return this.history;
    });
  }

  /** The document as it stands, by record id. */
  document(): ReadonlyMap<string, DocumentRecord> {
    return this.history.document();
  }

  /** The document as it stood after any edit: what a run of that edit worked on. */
  documentAt(edit: number): ReadonlyMap<string, DocumentRecord> {
    return this.read(() => this.history.documentAt(edit));
  }

  /** Every edit of every branch, in the order they were made. */
  edits(): Edit[] {
    return this.history.tree.all();
  }

  /** Number of the edit that the document stands on. */
  get head(): number {
    return this.history.head;
  }

  photos(): Photo[] {
    return this.read(() => photosOf(this.db));
  }

  runs(): Run[] {
    return this.read(() => runsOf(this.db));
  }

  iterates(run: number): Iterate[] {
    return this.read(() => iteratesOf(this.db, run));
  }

  clusters(run: number): Cluster[] {
    return this.read(() => clustersOf(this.db, run));
  }

  /** @throws ProjectError where there is no such cluster */
  cluster(id: number): Cluster {
    return this.read(() => clusterOf(this.db, id));
  }

  latent(of: 'iterate' | 'cluster', id: number): Latent {
    return this.read(() => (of === 'iterate' ? iterateLatent : clusterLatent)(this.db, id));
  }

  adapters(): Adapter[] {
    return this.read(() => adaptersOf(this.db));
  }

  /** A prompt as text encoders made it. `undefined` where none of that key was kept. */
  encodedPrompt(key: string): EncodedPrompt | undefined {
    return this.read(() => encodedPromptOf(this.db, key));
  }

  previews(of: Subject, id: number): Preview[] {
    return this.read(() => previewsOf(this.db, of, id));
  }

  /** Bytes of a photo, preview, adapter or encoded prompt. */
  blob(id: BlobId): Buffer {
    return this.read(() => readBlob(this.db, id));
  }

  /** `undefined` where it was never set. */
  setting(name: string): Json | undefined {
    return this.read(() => settingOf(this.db, name));
  }

  summary(): Summary {
    return this.read(() => summary(this.db));
  }

  /** Another text whenever the file has been written, here or by someone else. */
  get state(): string {
    const own = this.db.prepare('SELECT total_changes()').pluck().get();
    return `${own} ${this.fileVersion()}`;
  }

  /** Whether its path leads to the file that was opened, and not to another or none. */
  get isInPlace(): boolean {
    return this.isAt(this.path);
  }

  /** Reads every byte and says what is wrong; nothing, for a whole file. */
  check(): Problem[] {
    return naming(this.path, () => check(this.db));
  }

  /** What compacting would free. */
  savings(): Savings {
    return this.read(() => savings(this.db));
  }

  /**
   * Writes a complete copy, which appears under its name only once it is checked. That may be the
   * project's own name where its file was taken away.
   * @throws ProjectExistsError where the name is taken, unless it may be replaced
   */
  duplicate(path: string, placing?: Placing): void {
    const to = realPath(path);
    if (this.isAt(to)) {
      throw new ProjectError(
        to,
        'is this project itself, and saved. Choose another name to copy it.',
      );
    }
    this.checkBetweenSteps();
    naming(to, () => writeCopy(this.db, to, placing, this.lock));
  }

  /** Closes the file and gives its lock back; a second time, it does nothing. */
  close(): void {
    try {
      this.db.close();
    } finally {
      this.lock?.release();
    }
  }

  protected get history(): History {
    return this.read(() => {
      const version = this.fileVersion();
      if (!this.loaded || version !== this.loadedVersion) this.loaded = new History(this.db);
      this.loadedVersion = version;
      return this.loaded;
    });
  }

  /** Drops the history from memory; it is read from the file again when it is needed. */
  protected forget(): void {
    this.loaded = undefined;
  }

  /** Another number whenever someone else has written the file. */
  protected fileVersion(): unknown {
    return this.db.pragma('data_version', { simple: true });
  }

  /** @throws ProjectError in the midst of a transaction */
  protected checkBetweenSteps(): void {
    if (!this.db.inTransaction) return;
    throw new ProjectError(
      this.path,
      'is in the middle of a step. Copy or compact it once the step is saved.',
    );
  }

  /** Whether the file that was opened is the one of that name. */
  private isAt(path: string): boolean {
    const there = statSync(path, { throwIfNoEntry: false });
    return there?.ino === this.file.ino && there.dev === this.file.dev;
  }

  /** Reads what belongs together at one moment. */
  private read<T>(work: () => T): T {
    return naming(this.path, () => this.db.transaction(work).deferred());
  }
}

import { type BlobId, readBlob } from './blobs.ts';
import { check, type Problem } from './check.ts';
import { type Savings, savings } from './compact.ts';
import { writeCopy } from './copy.ts';
import type { ReadableDatabase } from './database.ts';
import type { DocumentRecord, Json } from './document.ts';
import { naming } from './errors.ts';
import { realPath } from './files.ts';
import { type Edit, History } from './history.ts';
import { type Summary, summary } from './info.ts';
import type { Latent } from './latent.ts';
import { type Photo, photosOf } from './photos.ts';
import { type Preview, previewsOf, type Subject } from './previews.ts';
import {
  type Adapter,
  adaptersOf,
  type Cluster,
  clusterOf,
  clustersOf,
  type Iterate,
  iteratesOf,
  latentOf,
  type Run,
  runsOf,
} from './runs.ts';
import { settingOf } from './settings.ts';
import { verify } from './verify.ts';

/**
 * A project that is open for looking. Every method may throw a `ProjectError` where the file or its
 * disk fails, and a `DamagedBlobError` where it reads a blob.
 */
export class ReadableProject {
  readonly path: string;
  private readonly db: ReadableDatabase;
  private loaded: History | undefined;

  /** @throws DamagedProjectError where more than blobs is damaged */
  constructor(path: string, db: ReadableDatabase) {
    this.path = path;
    this.db = db;
    this.read(() => verify(db));
    this.loaded = this.read(() => new History(db));
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
    return this.history.edits();
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
    return this.read(() => latentOf(this.db, of, id));
  }

  adapters(): Adapter[] {
    return this.read(() => adaptersOf(this.db));
  }

  previews(of: Subject, id: number): Preview[] {
    return this.read(() => previewsOf(this.db, of, id));
  }

  /** Bytes of a photo, preview or adapter. */
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

  /** Reads every byte and says what is wrong; nothing, for a whole file. */
  check(): Problem[] {
    return this.read(() => check(this.db));
  }

  /** What compacting would free. */
  savings(): Savings {
    return this.read(() => savings(this.db));
  }

  /**
   * Writes a complete copy, which appears under its name only once it is checked.
   * @throws ProjectExistsError where the name is taken
   */
  duplicate(path: string): void {
    const to = realPath(path);
    naming(to, () => writeCopy(this.db, to));
  }

  close(): void {
    this.db.close();
  }

  protected get history(): History {
    this.loaded ??= this.read(() => new History(this.db));
    return this.loaded;
  }

  /** Drops the history from memory; it is read from the file again when it is needed. */
  protected forget(): void {
    this.loaded = undefined;
  }

  private read<T>(work: () => T): T {
    return naming(this.path, work);
  }
}

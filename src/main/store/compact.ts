import type { BlobId } from './blobs.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { orphans } from './tables.ts';
import { checkStructure } from './verify.ts';

/**
 * What compacting a project frees: little, as no photo, edit or result is ever thrown away, however
 * little it is liked.
 */
export interface Savings {
  /** Blobs that nothing refers to: previews that gave way to newer ones. */
  readonly blobs: number;
  /** Their size, and that of pages that hold nothing. */
  readonly bytes: number;
}

export function savings(db: ReadableDatabase): Savings {
  const unused = wholeOrphans(db);
  const lengthOf = db.prepare('SELECT length FROM blob WHERE sha256 = ?').pluck();
  const pages = db.pragma('freelist_count', { simple: true }) as number;
  const pageSize = db.pragma('page_size', { simple: true }) as number;
  return {
    blobs: unused.length,
    bytes: unused.reduce((sum, id) => sum + (lengthOf.get(id) as number), pages * pageSize),
  };
}

/**
 * Takes away the blobs that nothing refers to.
 * @throws DamagedProjectError where others could go with them
 */
export function removeOrphans(db: WritableDatabase): void {
  checkStructure(db);
  for (const id of wholeOrphans(db)) {
    db.prepare('DELETE FROM chunk WHERE blob = ?').run(id);
    db.prepare('DELETE FROM blob WHERE sha256 = ?').run(id);
  }
}

/** Blobs that nothing refers to and that have all their pieces: one that lacks some may be a used one with a damaged name. */
function wholeOrphans(db: ReadableDatabase): BlobId[] {
  const isWhole = db
    .prepare(
      'SELECT length = (SELECT total(length(bytes)) FROM chunk WHERE blob = sha256) FROM blob WHERE sha256 = ?',
    )
    .pluck();
  return orphans(db).filter((id) => isWhole.get(id) === 1);
}

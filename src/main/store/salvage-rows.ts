import type { ReadableDatabase } from './database.ts';
import { unlessDamaged } from './naming.ts';

/** What a salvage has found so far. */
export interface Findings {
  /** Rows that were whole. */
  rows: number;
  /** Blobs that were whole. */
  blobs: number;
  /** What was not, in words. */
  readonly lost: string[];
}

/** Rows have no gaps but for damage: so many missing ones in a row are the end of a table. */
const END_AFTER_MISSES = 100_000;
/** The same, where the table's own end cannot be read. */
const UNKNOWN_END_AFTER_MISSES = 1_000;

/**
 * Reads the rows of a damaged table by their numbers, which still finds those that damage elsewhere
 * in the table hides from an ordinary search.
 * @param read the row of a number, or `undefined`; may throw where it is damaged
 * @returns each row up to the last; those that are not whole, without `found`
 */
export function* numbered<T>(
  damaged: ReadableDatabase,
  table: string,
  read: (id: number) => T | undefined,
): Generator<{ readonly id: number; readonly found?: T }> {
  // Without a schema that can be read, every one of a thousand tries would parse it anew.
  if (!unlessDamaged(() => damaged.prepare(`SELECT * FROM ${table}`))) return;
  const end = lastOf(damaged, table);
  const misses = end === undefined ? UNKNOWN_END_AFTER_MISSES : END_AFTER_MISSES;
  let missing: number[] = [];
  for (let id = 1; id <= (end ?? id) && missing.length < misses; id++) {
    const found = unlessDamaged(() => read(id));
    if (found === undefined) {
      missing.push(id);
      continue;
    }
    for (const gap of missing) yield { id: gap };
    yield { id, found };
    missing = [];
  }
  // Up to a known end, what is missing was there.
  if (end !== undefined && missing.length < misses) for (const gap of missing) yield { id: gap };
}

function lastOf(damaged: ReadableDatabase, table: string): number | undefined {
  return unlessDamaged(() => {
    const last = damaged.prepare(`SELECT coalesce(max(id), 0) FROM ${table}`).pluck();
    return last.get() as number;
  });
}

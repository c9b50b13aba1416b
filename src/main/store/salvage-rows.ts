import type { ReadableDatabase } from './database.ts';
import { isDamage } from './errors.ts';

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
 * @returns each row up to the last that is whole; those that are not, without `found`
 */
export function* numbered<T>(
  damaged: ReadableDatabase,
  table: string,
  read: (id: number) => T | undefined,
): Generator<{ readonly id: number; readonly found?: T }> {
  const max = unlessDamaged(() => damaged.prepare(`SELECT max(id) FROM ${table}`).pluck().get());
  const misses = max === undefined ? UNKNOWN_END_AFTER_MISSES : END_AFTER_MISSES;
  const isEnd = (id: number, last: number) => id > Number(max ?? id) || id - last > misses;
  for (let last = 0, id = 1; !isEnd(id, last); id++) {
    const found = unlessDamaged(() => read(id));
    if (found === undefined) continue;
    for (let missing = last + 1; missing < id; missing++) yield { id: missing };
    yield { id, found };
    last = id;
  }
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

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

/** So many missing rows in a row are the end of a table whose end is damaged: rows have no gaps. */
const END_AFTER_MISSES = 1_000;

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
  const isEnd = (id: number, last: number) =>
    max === undefined ? id - last > END_AFTER_MISSES : id > Number(max);
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

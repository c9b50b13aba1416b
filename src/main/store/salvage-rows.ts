import { DamagedProjectError } from './errors.ts';

/** What a salvage has found so far. */
export interface Findings {
  /** Rows that were whole. */
  rows: number;
  /** Blobs that were whole. */
  blobs: number;
  /** What was not, in words. */
  readonly lost: string[];
}

/** Rows are numbered without gaps, so that many missing ones in a row are the end of a table. */
const END_AFTER_MISSES = 10_000;

/**
 * Reads the rows of a damaged table by their numbers, which still finds those that damage elsewhere
 * in the table hides from an ordinary search.
 * @param read the row of a number, or `undefined`; may throw where it is damaged
 * @returns each row up to the last that is whole; those that are not, without `found`
 */
export function* numbered<T>(
  read: (id: number) => T | undefined,
): Generator<{ readonly id: number; readonly found?: T }> {
  for (let last = 0, id = 1; id - last <= END_AFTER_MISSES; id++) {
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
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (error instanceof DamagedProjectError || code.startsWith('SQLITE_CORRUPT')) return undefined;
    throw error;
  }
}

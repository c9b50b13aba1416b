import type { readRecord } from '../../document/records.ts';
import { blobs, checkBlob } from './blobs.ts';
import { CacheTable, isOfCache } from './cache-table.ts';
import type { ReadableDatabase } from './database.ts';
import { DamagedBlobError } from './errors.ts';
import { changes, recordIn } from './history.ts';
import { isDamage } from './naming.ts';
import { missingRow } from './references.ts';
import { dangling, tables, usedBlobs, usersOf } from './tables.ts';
import { damageOf } from './verify.ts';

/** Something wrong with a project file. */
export interface Problem {
  /**
   * `blob`: one piece of data; `cache`: what can be made again; `structure`: pages or references;
   * `refused`: it does not open.
   */
  readonly kind: 'blob' | 'cache' | 'structure' | 'refused';
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** What of the project it costs. */
  readonly affects: readonly string[];
}

/**
 * Reads every byte of an open project, pictures and latents included, in steps of a table or a blob:
 * whoever edits it can save between them.
 */
export function check(db: ReadableDatabase): Problem[] {
  return problems(db, TABLES_BUT_CHUNKS);
}

/**
 * The same for who is alone with a file. It looks into how pages are used, too, which takes a single
 * step of the whole file's length, and finds nothing more that costs any contents.
 */
export function checkAlone(db: ReadableDatabase): Problem[] {
  return problems(db, ['integrity_check']);
}

const TABLES_BUT_CHUNKS = ['sqlite_schema', 'blob', ...tables.map(({ name }) => name)].map(
  (name) => `integrity_check(${name})`,
);

function problems(db: ReadableDatabase, structureChecks: readonly string[]): Problem[] {
  return [
    ...structureChecks.flatMap((pragma) => despiteDamage(() => structure(db, pragma))),
    ...despiteDamage(() => caches(db)),
    ...despiteDamage(() => references(db)),
    ...despiteDamage(() => checkRecords(db)),
    ...despiteDamage(() => contents(db)),
  ];
}

/** Damage can also end the search for it. */
function despiteDamage(search: () => Problem[]): Problem[] {
  try {
    return search();
  } catch (error) {
    if (!isDamage(error)) throw error;
    return [{ kind: 'structure', message: (error as Error).message, affects: [] }];
  }
}

function structure(db: ReadableDatabase, pragma: string): Problem[] {
  return damageOf(db, pragma).map((message) => ({
    kind: isOfCache(message) ? 'cache' : 'structure',
    message,
    affects: [],
  }));
}

/** Rows that count as ones that are not there. */
function caches(db: ReadableDatabase): Problem[] {
  return tables
    .filter((table) => table instanceof CacheTable)
    .flatMap((table) => table.broken(db).map((id) => `${table.name} ${id}`))
    .map((row) => ({ kind: 'cache', message: `${row} does not match its seal`, affects: [row] }));
}

/** References that lead nowhere, but for those to blobs, which `contents` names. */
function references(db: ReadableDatabase): Problem[] {
  return dangling(db)
    .filter(({ parent }) => parent !== 'blob')
    .map(({ table, rowid, parent }) => ({
      kind: 'structure',
      message: `${table} ${rowid} refers to a ${parent} that is missing`,
      affects: [`${table} ${rowid}`],
    }));
}

/** Records of any edit that are none, or name something that the project never had. */
export function checkRecords(db: ReadableDatabase): Problem[] {
  const written = [...changes.rows(db, 'value IS NOT NULL')].map(({ value, ...change }) => ({
    ...change,
    read: recordIn(change.record, value as string),
  }));
  const layers = new Set(
    written.flatMap(({ read }) => ('kind' in read && read.kind === 'layer' ? [read.id] : [])),
  );
  const problemOf = (read: ReturnType<typeof readRecord>): string | undefined => {
    if ('problem' in read) return read.problem;
    if (read.kind === 'stroke' && !layers.has(read.layer)) {
      return `layer: there is no layer ${read.layer}`;
    }
    return missingRow(db, read);
  };
  return written.flatMap(({ id, edit, record, read }) => {
    const problem = problemOf(read);
    if (problem === undefined) return [];
    const message = `change ${id} does not make sense: ${problem}`;
    return [{ kind: 'structure', message, affects: [`record ${record} of edit ${edit}`] }];
  });
}

function contents(db: ReadableDatabase): Problem[] {
  const found: Problem[] = [];
  for (const sha256 of new Set([...blobs(db), ...usedBlobs(db)])) {
    try {
      checkBlob(db, sha256);
    } catch (error) {
      if (!(error instanceof DamagedBlobError)) throw error;
      const affects = usersOf(db, sha256);
      // One that nobody used may have been compacted away meanwhile.
      if (affects.length > 0 || blobs(db).includes(sha256)) {
        found.push({ kind: 'blob', message: error.damage, affects });
      }
    }
  }
  return found;
}

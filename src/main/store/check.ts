import { blobs, checkBlob } from './blobs.ts';
import type { ReadableDatabase } from './database.ts';
import { DamagedBlobError, isDamage } from './errors.ts';
import { dangling, usedBlobs, usersOf } from './tables.ts';

/** Something wrong with a project file. */
export interface Problem {
  /** `blob`: one piece of data; `structure`: pages or references; `refused`: it does not open. */
  readonly kind: 'blob' | 'structure' | 'refused';
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** What of the project it costs. */
  readonly affects: readonly string[];
}

/** Reads every byte of an open project, pictures and latents included. */
export function check(db: ReadableDatabase): Problem[] {
  return [
    ...despiteDamage(() => structure(db)),
    ...despiteDamage(() => references(db)),
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

function structure(db: ReadableDatabase): Problem[] {
  return (db.pragma('integrity_check') as { integrity_check: string }[])
    .filter(({ integrity_check }) => integrity_check !== 'ok')
    .map(({ integrity_check }) => ({ kind: 'structure', message: integrity_check, affects: [] }));
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

function contents(db: ReadableDatabase): Problem[] {
  const problems: Problem[] = [];
  for (const sha256 of new Set([...blobs(db), ...usedBlobs(db)])) {
    try {
      checkBlob(db, sha256);
    } catch (error) {
      if (!(error instanceof DamagedBlobError)) throw error;
      problems.push({ kind: 'blob', message: error.damage, affects: usersOf(db, sha256) });
    }
  }
  return problems;
}

import type { BlobId } from './blobs.ts';
import type { ReadableDatabase } from './database.ts';
import { formatOf } from './format.ts';
import { FORMAT } from './migrations/index.ts';

/** Every sealed table of a project; each stands after those that it refers to. */
export const { tables } = formatOf(FORMAT);

/** The columns that name blobs, and what to call what they belong to. */
const blobColumns = [
  ['photo', 'blob', `'the photo ' || name`],
  ['preview', 'blob', `'preview ' || id`],
  ['adapter', 'blob', `'the tuned weights ' || name`],
  ['encoded_prompt', 'blob', `'the encoded prompt ' || prompt`],
  ['iterate', 'latent', `'iterate ' || id || ' (run ' || run || ', step ' || step || ')'`],
  ['cluster', 'latent', `'cluster ' || id || ' (run ' || run || ')'`],
] as const;

const USERS = blobColumns
  .map(([table, column, name]) => `SELECT ${column} AS blob, ${name} AS user FROM ${table}`)
  .join(' UNION ALL ');

/** What a blob belongs to, in words; empty where nothing refers to it. */
export function usersOf(db: ReadableDatabase, blob: BlobId): string[] {
  const users = db.prepare(`SELECT user FROM (${USERS}) WHERE blob = ?`).pluck();
  return users.all(blob) as string[];
}

/** Blobs that something refers to. */
export function usedBlobs(db: ReadableDatabase): BlobId[] {
  return db.prepare(`SELECT DISTINCT blob FROM (${USERS})`).pluck().all() as BlobId[];
}

/** Blobs that nothing refers to. */
export function orphans(db: ReadableDatabase): BlobId[] {
  const unused = `SELECT sha256 FROM blob WHERE sha256 NOT IN (SELECT blob FROM (${USERS}))`;
  return db.prepare(unused).pluck().all() as BlobId[];
}

/** A row that refers to one that is missing. */
interface Dangling {
  readonly table: string;
  readonly rowid: number;
  /** The table that it refers to. */
  readonly parent: string;
}

/** Every reference that leads nowhere. */
export function dangling(db: ReadableDatabase): Dangling[] {
  return db.pragma('foreign_key_check') as Dangling[];
}

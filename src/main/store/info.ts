import { statSync } from 'node:fs';
import type { ReadableDatabase } from './database.ts';
import type { columns } from './migrations/index.ts';

/** A project in numbers. */
export interface Summary {
  /** Of the file format. */
  readonly format: number;
  /** Size of the file. */
  readonly bytes: number;
  readonly photos: number;
  readonly edits: number;
  readonly runs: number;
  readonly iterates: number;
  readonly clusters: number;
  readonly adapters: number;
  readonly previews: number;
  readonly blobs: { readonly count: number; readonly bytes: number };
}

export function summary(db: ReadableDatabase): Summary {
  const count = (table: keyof typeof columns): number =>
    db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  return {
    format: db.pragma('user_version', { simple: true }) as number,
    bytes: statSync(db.name).size,
    photos: count('photo'),
    edits: count('edit'),
    runs: count('run'),
    iterates: count('iterate'),
    clusters: count('cluster'),
    adapters: count('adapter'),
    previews: count('preview'),
    blobs: db
      .prepare('SELECT count(*) AS count, coalesce(sum(length), 0) AS bytes FROM blob')
      .get() as Summary['blobs'],
  };
}

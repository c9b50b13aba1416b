import type { ReadableDatabase } from './database.ts';
import { versionOf } from './format.ts';
import type { columns } from './migrations/index.ts';

/** A project in numbers. */
export interface Summary {
  /** Of the file format. */
  readonly format: number;
  /** Size of the file, as the database tells: the file may be gone by now. */
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
  const pragma = (name: string) => db.pragma(name, { simple: true }) as number;
  return {
    format: versionOf(db),
    bytes: pragma('page_count') * pragma('page_size'),
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

import { type BlobId, putBlob } from './blobs.ts';
import { CacheTable } from './cache-table.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { columns } from './migrations/index.ts';
import type { Numbered } from './sealed-table.ts';

/** What a preview shows. */
export type Subject = 'photo' | 'edit' | 'iterate' | 'cluster';

type PreviewRow = { readonly [S in Subject]: number | null } & {
  /** Media type, such as `image/png`. */
  readonly media: string;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  readonly blob: BlobId;
};

/** A small picture, kept so that a gallery is there at once. */
export type Preview = Numbered<PreviewRow>;

export interface NewPreview {
  readonly of: Subject;
  /** The subject's number. */
  readonly id: number;
  readonly media: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

const previews = new CacheTable<PreviewRow>('preview', columns.preview);

/** Keeps a preview. One of the same subject and size gives way to it. */
export function putPreview(db: WritableDatabase, preview: NewPreview): Preview {
  const { of, id, media, width, height, bytes } = preview;
  const blob = putBlob(db, bytes);
  const nothing = { photo: null, edit: null, iterate: null, cluster: null };
  const row = { ...nothing, [of]: id, media, width, height, blob };
  return previews.put(db, row, `${of} = ? AND width = ? AND height = ?`, id, width, height);
}

/** Previews of one photo, edit, iterate or cluster, oldest first. */
export function previewsOf(db: ReadableDatabase, of: Subject, id: number): Preview[] {
  return [...previews.rows(db, `${of} = ?`, id)];
}

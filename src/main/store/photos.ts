import { type BlobId, putBlob } from './blobs.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { type Numbered, SealedTable } from './sealed-table.ts';

type PhotoRow = {
  /** The file name it came under. */
  readonly name: string;
  /** Media type of the file, such as `image/jpeg`. */
  readonly media: string;
  /** The file's bytes, untouched. */
  readonly blob: BlobId;
  /** When, in milliseconds since 1970. */
  readonly added: number;
};

/** An original. Its bytes are never changed. */
export type Photo = Numbered<PhotoRow>;

export interface NewPhoto {
  readonly name: string;
  readonly media: string;
  readonly bytes: Uint8Array;
}

export const photos = new SealedTable<PhotoRow>('photo', ['name', 'media', 'blob', 'added']);

export function addPhoto(db: WritableDatabase, { name, media, bytes }: NewPhoto): Photo {
  const row = { name, media, blob: putBlob(db, bytes), added: Date.now() };
  return { id: photos.insert(db, row), ...row };
}

export function photosOf(db: ReadableDatabase): Photo[] {
  return [...photos.rows(db)];
}

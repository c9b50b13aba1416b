import { type BlobId, putBlob } from './blobs.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { columns } from './migrations/index.ts';
import { type Numbered, SealedTable } from './sealed-table.ts';

/** What a picture is to the project: what is edited, strokes from a file, or one to go by. */
export type PhotoRole = 'original' | 'strokes' | 'reference';

type PhotoRow = {
  /** The file name it came under. */
  readonly name: string;
  /** Media type of the file, such as `image/jpeg`. */
  readonly media: string;
  readonly role: PhotoRole;
  /** In pixels, as the photo is seen upright. */
  readonly width: number;
  /** In pixels, as the photo is seen upright. */
  readonly height: number;
  /** The file's bytes, untouched. */
  readonly blob: BlobId;
  /** When, in milliseconds since 1970. */
  readonly added: number;
};

/** A picture as its file is. Its bytes are never changed. */
export type Photo = Numbered<PhotoRow>;

export interface NewPhoto extends Omit<PhotoRow, 'blob' | 'added'> {
  readonly bytes: Uint8Array;
}

const photos = new SealedTable<PhotoRow>('photo', columns.photo);

/** Keeps a picture, once in each role. @returns the one that is there already, where there is one */
export function addPhoto(db: WritableDatabase, { bytes, ...photo }: NewPhoto): Photo {
  const blob = putBlob(db, bytes);
  const [known] = photos.rows(db, 'blob = ? AND role = ?', blob, photo.role);
  if (known) return known;
  const row = { ...photo, blob, added: Date.now() };
  return { id: photos.insert(db, row), ...row };
}

export function photosOf(db: ReadableDatabase): Photo[] {
  return [...photos.rows(db)];
}

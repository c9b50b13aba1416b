import { readBlob } from './blobs.ts';
import { openReadable } from './database.ts';
import { realPath } from './files.ts';
import { readVersion } from './header.ts';
import { FORMAT } from './migrations/index.ts';
import { naming } from './naming.ts';
import { photosOf } from './photos.ts';
import { previewsOf } from './previews.ts';

/**
 * The small picture of the photo that a project edits; `undefined` where none is kept. Nothing else of the file is read
 * or checked, so that a list of large projects has its pictures at once.
 * @throws ProjectError where the file cannot be read that far; DamagedBlobError where the picture is damaged
 */
export function thumbnailOf(path: string): { media: string; bytes: Buffer } | undefined {
  const real = realPath(path);
  // An older format is read once it is brought up to date.
  if (readVersion(real, FORMAT) < FORMAT) return undefined;
  const db = naming(real, () => openReadable(real));
  try {
    return naming(real, () => {
      const original = photosOf(db).find(({ role }) => role === 'original');
      const preview = original && previewsOf(db, 'photo', original.id).at(-1);
      return preview && { media: preview.media, bytes: readBlob(db, preview.blob) };
    });
  } finally {
    db.close();
  }
}

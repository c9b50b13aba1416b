import { readFileSync } from 'node:fs';
import { uprightSize } from '../photo/photo-file.ts';
import { mediaOf } from '../photo/picture-file.ts';
import type { NewPhoto, PhotoRole } from '../store/photos.ts';

/**
 * A picture file as a project keeps it.
 * @param name what it is called, which may not be what it lies under
 * @throws PictureError where it cannot be read
 */
export async function newPhoto(path: string, name: string, role: PhotoRole): Promise<NewPhoto> {
  const bytes = readFileSync(path);
  return { name, media: mediaOf(name), role, ...(await uprightSize({ name, bytes })), bytes };
}

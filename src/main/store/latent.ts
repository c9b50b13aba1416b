import { type BlobId, putBlob, readBlob } from './blobs.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { ProjectError } from './errors.ts';

/** What latents are stored as: two bytes an element, little-endian. */
type LatentType = 'float16' | 'bfloat16';

/** A tensor of 16-bit numbers as bytes. The store does not look into it. */
export interface Latent {
  readonly dtype: LatentType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** The columns a latent takes in a row. */
export type LatentCells = {
  readonly latent: BlobId;
  readonly dtype: LatentType;
  /** A JSON array. */
  readonly shape: string;
};

/** @throws ProjectError where the bytes do not fill the shape */
export function putLatent(db: WritableDatabase, { dtype, shape, bytes }: Latent): LatentCells {
  const expected = shape.reduce((product, size) => product * size, 2);
  if (bytes.length !== expected) {
    throw new ProjectError(
      db.name,
      `cannot hold a latent of ${bytes.length} bytes as ${dtype}[${shape.join(',')}], which takes ${expected}.`,
    );
  }
  return { latent: putBlob(db, bytes), dtype, shape: JSON.stringify(shape) };
}

/** @throws DamagedBlobError where its bytes are damaged */
export function readLatent(db: ReadableDatabase, { latent, dtype, shape }: LatentCells): Latent {
  return { dtype, shape: JSON.parse(shape), bytes: readBlob(db, latent) };
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { openCheckpoint } from '../../engine/weights/checkpoint.ts';
import type { ModelEntry } from './registry.ts';

/** A file's SHA-256, beside the one that was kept of it. */
export interface HashedFile {
  readonly path: string;
  readonly sha256: string;
  /** Absent where none was kept yet. */
  readonly kept: string | undefined;
}

/** Reads all of a model's files and hashes them: minutes, for the larger. */
export async function hashFiles(
  { parts, hashes }: Pick<ModelEntry, 'parts' | 'hashes'>,
  tell: (path: string) => void,
  signal: AbortSignal,
): Promise<HashedFile[]> {
  const files = Object.values(parts).flatMap((path) => openCheckpoint(path).parts);
  const results: HashedFile[] = [];
  for (const { path } of files) {
    tell(path);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { signal, highWaterMark: 2 ** 22 })) {
      hash.update(chunk);
    }
    results.push({ path, sha256: hash.digest('hex'), kept: hashes[path] });
  }
  return results;
}

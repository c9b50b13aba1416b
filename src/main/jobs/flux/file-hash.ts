import { statSync } from 'node:fs';
import { openCheckpoint } from '../../engine/weights/checkpoint.ts';
import { hashOf } from '../weights-hash.ts';
import { type ModelEntry, ModelListError, type ModelRegistry } from './registry.ts';
import { tokenizerFiles } from './tokenizers.ts';

/** A file's SHA-256, beside the one that was kept of it. */
export interface HashedFile {
  readonly path: string;
  readonly sha256: string;
  /** Absent where none was kept yet. */
  readonly kept: string | undefined;
}

/** Hears which file is read, and how many bytes of all are done. */
export type TellFile = (path: string, done: number, of: number) => void;

/**
 * Hashes a model's files: minutes, for the larger. The first time the hashes are kept, later they must be the
 * same.
 * @throws ModelListError where a file is not what it was
 */
export async function checkHashes(
  registry: ModelRegistry,
  id: string,
  tell: TellFile,
  signal: AbortSignal,
): Promise<HashedFile[]> {
  const files = await hashFiles(registry.get(id), tell, signal);
  const changed = files.find(({ sha256, kept }) => kept !== undefined && kept !== sha256);
  if (changed) {
    throw new ModelListError(
      `${changed.path} has changed: its SHA-256 is ${changed.sha256}, and was ${changed.kept}. Download it again.`,
    );
  }
  registry.keepHashes(id, Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256])));
  return files;
}

async function hashFiles(
  { parts, tokenizers, hashes }: ModelEntry,
  tell: TellFile,
  signal: AbortSignal,
): Promise<HashedFile[]> {
  const weights = Object.values(parts).flatMap((path) => openCheckpoint(path).parts);
  const files = [
    ...weights.map(({ path }) => path),
    ...Object.values(tokenizers).flatMap(tokenizerFiles),
  ].map((path) => ({ path, bytes: statSync(path).size }));
  const results: HashedFile[] = [];
  const of = files.reduce((total, { bytes }) => total + bytes, 0);
  let before = 0;
  for (const { path, bytes } of files) {
    const sha256 = await hashOf([path], (done) => tell(path, before + done, of), signal);
    before += bytes;
    results.push({ path, sha256, kept: hashes[path] });
  }
  return results;
}

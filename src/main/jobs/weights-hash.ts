import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import type { SafetensorsFile } from '../engine/weights/safetensors.ts';

/** Bytes read at a time: files may be larger than memory. */
const CHUNK = 2 ** 22;

/** Hears how many bytes of all are read. */
export type TellBytes = (done: number, of: number) => void;

/** Hashes of files as they were when they were opened: a large one is read once. */
const known = new Map<string, string>();

/**
 * SHA-256 of a weights file, or of its parts in a row, in hexadecimal: what a run or tuned weights say they belong
 * to. Reads them whole the first time, which for the largest takes a minute.
 */
export async function weightsHash(
  { parts }: Pick<SafetensorsFile, 'parts'>,
  tell: TellBytes = () => undefined,
  signal?: AbortSignal,
): Promise<string> {
  const name = JSON.stringify(parts);
  const found =
    known.get(name) ??
    (await hashOf(
      parts.map(({ path }) => path),
      tell,
      signal,
    ));
  known.set(name, found);
  return found;
}

/** SHA-256 of files in a row, in hexadecimal. */
export async function hashOf(
  paths: readonly string[],
  tell: TellBytes,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  const of = paths.reduce((total, path) => total + statSync(path).size, 0);
  let done = 0;
  for (const path of paths) {
    for await (const chunk of createReadStream(path, {
      highWaterMark: CHUNK,
      ...(signal && { signal }),
    })) {
      hash.update(chunk);
      done += chunk.length;
      tell(done, of);
    }
  }
  return hash.digest('hex');
}

import { createHash } from 'node:crypto';
import { readSome, type SafetensorsFile } from './safetensors.ts';

/** Bytes that count of a tensor's start, of its middle and of its end. */
const SAMPLE_BYTES = 4096;

/**
 * Tells the weights of one model from those of another wherever their files lie, in hexadecimal, without reading
 * them whole: by the names, types and shapes of all tensors, and some values of each. Damage elsewhere goes unseen.
 * @throws WeightsError where a file cannot be read
 */
export function fingerprint(file: SafetensorsFile): string {
  const hash = createHash('sha256');
  for (const [name, { type, shape, length, blocks }] of [...file.tensors].sort(byName)) {
    hash.update(JSON.stringify([name, type, shape, blocks?.bits, blocks?.size]));
    const last = Math.max(0, length - SAMPLE_BYTES);
    for (const from of [0, Math.floor(last / 2), last]) {
      hash.update(readSome(file, name, from, SAMPLE_BYTES));
    }
  }
  return hash.digest('hex');
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

import { createHash } from 'node:crypto';
import { readStart, type SafetensorsFile } from './safetensors.ts';

/** Bytes of every tensor that count. */
const START_BYTES = 4096;

/**
 * Tells the weights of one model from those of another wherever their files lie, in hexadecimal, without reading
 * them whole: by the names, types, shapes and first values of all tensors. Damage further on goes unseen.
 * @throws WeightsError where a file cannot be read
 */
export function fingerprint(file: SafetensorsFile): string {
  const hash = createHash('sha256');
  for (const [name, { type, shape, blocks }] of [...file.tensors].sort(byName)) {
    hash.update(JSON.stringify([name, type, shape, blocks?.bits]));
    hash.update(readStart(file, name, START_BYTES));
  }
  return hash.digest('hex');
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

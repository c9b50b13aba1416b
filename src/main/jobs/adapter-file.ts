import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { type Adapter, AdapterError } from '../engine/sampling/adapter.ts';
import type { Point } from '../engine/sampling/flow.ts';
import { float32ToFloat16 } from '../engine/weights/number-formats.ts';
import {
  openSafetensors,
  readTensor,
  type SafetensorsFile,
} from '../engine/weights/safetensors.ts';
import { encodeSafetensors } from '../engine/weights/write-safetensors.ts';

/** Bytes read at a time: files may be larger than memory. */
const CHUNK = 2 ** 24;

/** SHA-256 of a weights file, or of its parts in a row, in hexadecimal: what a run or tuned weights say they belong to. */
export function weightsHash({ parts }: SafetensorsFile): string {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(CHUNK);
  for (const { path } of parts) {
    const fd = openSync(path, 'r');
    try {
      for (let read = readSync(fd, buffer); read > 0; read = readSync(fd, buffer)) {
        hash.update(buffer.subarray(0, read));
      }
    } finally {
      closeSync(fd);
    }
  }
  return hash.digest('hex');
}

/**
 * Tuned weights as a file's bytes: the additions to the model's attention weights alone, in 16 bits,
 * with the hash of the model that they belong to.
 */
export function encodeAdapter({ rank, values }: Adapter, model: SafetensorsFile): Uint8Array {
  const tensors = new Map(
    [...values].map(([name, data]) => {
      const bytes = new Uint8Array(float32ToFloat16(data).buffer);
      return [name, { type: 'F16' as const, shape: [data.length], bytes }];
    }),
  );
  const metadata = { rank: String(rank), model: weightsHash(model) };
  return Buffer.concat(encodeSafetensors(tensors, metadata));
}

/**
 * Reads tuned weights.
 * @throws WeightsError where the file is no weights file
 * @throws AdapterError where it holds no tuned weights, or those of another model
 */
export function readAdapter(path: string, model: SafetensorsFile): Adapter {
  const file = openSafetensors(path);
  const { rank, model: hash } = file.metadata;
  if (!hash || !rank || !/^(full|[1-9]\d*)$/.test(rank)) {
    throw new AdapterError(
      `${path} holds no tuned weights. Choose a file that --save-tuned wrote.`,
    );
  }
  if (hash !== weightsHash(model)) {
    throw new AdapterError(
      `the weights in ${path} were tuned for another model than ${model.path}. Tune them again.`,
    );
  }
  const values = new Map(
    [...file.tensors.keys()].map((name) => [
      name,
      Float32Array.from(readTensor(file, name)) as Point,
    ]),
  );
  return { rank: rank === 'full' ? rank : Number(rank), values };
}

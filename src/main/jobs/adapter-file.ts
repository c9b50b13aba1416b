import { type Adapter, AdapterError } from '../engine/sampling/adapter.ts';
import type { Point } from '../engine/sampling/flow.ts';
import { float32ToFloat16 } from '../engine/weights/number-formats.ts';
import {
  openSafetensors,
  readTensor,
  type SafetensorsFile,
} from '../engine/weights/safetensors.ts';
import { encodeSafetensors } from '../engine/weights/write-safetensors.ts';
import { weightsHash } from './weights-hash.ts';

/**
 * Tuned weights as a file's bytes: the additions to the model's attention weights alone, in 16 bits,
 * with the hash of the model that they belong to.
 * @param model its SHA-256, as `weightsHash` gives it
 */
export function encodeAdapter({ rank, values }: Adapter, model: string): Uint8Array {
  const tensors = new Map(
    [...values].map(([name, data]) => {
      const bytes = new Uint8Array(float32ToFloat16(data).buffer);
      return [name, { type: 'F16' as const, shape: [data.length], bytes }];
    }),
  );
  const metadata = { rank: String(rank), model };
  return Buffer.concat(encodeSafetensors(tensors, metadata));
}

/**
 * Reads tuned weights.
 * @throws WeightsError where the file is no weights file
 * @throws AdapterError where it holds no tuned weights, or those of another model
 */
export async function readAdapter(path: string, model: SafetensorsFile): Promise<Adapter> {
  const file = openSafetensors(path);
  const { rank, model: hash } = file.metadata;
  if (!hash || !rank || !/^(full|[1-9]\d*)$/.test(rank)) {
    throw new AdapterError(
      `${path} holds no tuned weights. Choose a file that --save-tuned wrote.`,
    );
  }
  if (hash !== (await weightsHash(model))) {
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

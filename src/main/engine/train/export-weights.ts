import { sizeOf } from '../graph/tensor-type.ts';
import { type Parameter, parameterName } from '../graph/value.ts';
import { float32ToFloat16 } from '../weights/number-formats.ts';
import { type TensorToStore, writeSafetensors } from '../weights/write-safetensors.ts';
import type { Values } from './trainer.ts';

/** Writes a model's weights as a checkpoint has them: whole tensors, in 16 bits. */
export function exportWeights(path: string, parameters: Iterable<Parameter>, values: Values): void {
  const wholes = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const parameter of parameters) {
    const { tensor, whole } = parameter;
    const { data } = wholes.get(tensor) ?? { data: new Float32Array(sizeOf(whole)) };
    wholes.set(tensor, { shape: whole, data });
    place(parameter, values.get(parameterName(parameter)) as Float32Array, data);
  }
  const tensors = new Map<string, TensorToStore>();
  for (const [name, { shape, data }] of wholes) {
    const bytes = new Uint8Array(float32ToFloat16(data).buffer);
    tensors.set(name, { type: 'F16', shape, bytes });
  }
  writeSafetensors(path, tensors);
}

/** Puts a parameter's values where they are in its tensor. */
function place({ whole, part }: Parameter, values: Float32Array, into: Float32Array): void {
  const rowSize = sizeOf(whole.slice(1));
  if (part?.axis !== 1) {
    into.set(values, (part?.start ?? 0) * rowSize);
    return;
  }
  const width = part.end - part.start;
  for (let row = 0; row < (whole[0] ?? 0); row++) {
    into.set(values.subarray(row * width, (row + 1) * width), row * rowSize + part.start);
  }
}

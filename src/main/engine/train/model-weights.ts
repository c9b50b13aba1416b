import { sizeOf } from '../graph/tensor-type.ts';
import { type Parameter, parameterName } from '../graph/value.ts';
import { bindWeights } from '../weights/bind.ts';
import { float32ToFloat16 } from '../weights/number-formats.ts';
import { openSafetensors, readTensor } from '../weights/safetensors.ts';
import { type TensorToStore, writeSafetensors } from '../weights/write-safetensors.ts';
import type { Values } from './trainer.ts';

/** Writes a model's weights as its users read them: whole tensors, in 16 bits. */
export function writeModelWeights(
  path: string,
  parameters: Iterable<Parameter>,
  values: Values,
): void {
  const wholes = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const parameter of parameters) {
    const { tensor, whole } = parameter;
    const { data } = wholes.get(tensor) ?? { data: new Float32Array(sizeOf(whole)) };
    wholes.set(tensor, { shape: whole, data });
    const own = values.get(parameterName(parameter)) as Float32Array;
    eachRun(parameter, (from, to, length) => data.set(own.subarray(from, from + length), to));
  }
  const tensors = new Map<string, TensorToStore>();
  for (const [name, { shape, data }] of wholes) {
    const bytes = new Uint8Array(float32ToFloat16(data).buffer);
    tensors.set(name, { type: 'F16', shape, bytes });
  }
  writeSafetensors(path, tensors);
}

/**
 * Reads a model's weights for training, by parameter name.
 * @throws WeightsError where the file does not hold exactly the model's tensors
 */
export function readModelWeights(path: string, parameters: readonly Parameter[]): Values {
  const file = openSafetensors(path);
  bindWeights(parameters, file);
  return new Map(
    parameters.map((parameter) => {
      const values = new Float32Array(sizeOf(parameter.shape));
      const tensor = readTensor(file, parameter.tensor);
      eachRun(parameter, (own, whole, length) =>
        values.set(tensor.subarray(whole, whole + length), own),
      );
      return [parameterName(parameter), values];
    }),
  );
}

/** Visits the stretches of a tensor that a parameter is of it, with where they are in either. */
function eachRun(
  { shape, whole, part }: Parameter,
  visit: (own: number, whole: number, length: number) => void,
): void {
  const rowSize = sizeOf(whole.slice(1));
  if (part?.axis !== 1) {
    visit(0, (part?.start ?? 0) * rowSize, sizeOf(shape));
    return;
  }
  const width = part.end - part.start;
  for (let row = 0; row < (whole[0] ?? 0); row++) {
    visit(row * width, row * rowSize + part.start, width);
  }
}

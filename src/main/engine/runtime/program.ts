import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TensorType } from '../graph/tensor-type.ts';
import type { Parameter, Value } from '../graph/value.ts';
import { encodeModel } from '../onnx/encode.ts';
import { lower, type ParameterSource } from '../onnx/lower.ts';
import { bindWeights } from '../weights/bind.ts';
import type { SafetensorsFile } from '../weights/safetensors.ts';

/** A graph ready to run: small, sent between processes as it is. The weights stay in their file. */
export interface Program {
  /** Names what it computes: equal programs share a session. */
  readonly key: string;
  /** The ONNX model. */
  readonly model: Uint8Array;
  /** The folder that the model's weight references are relative to. */
  readonly weightsFolder: string | undefined;
  /** Bytes of weights that the model refers to. */
  readonly weightBytes: number;
  readonly inputs: Readonly<Record<string, TensorType>>;
  readonly outputs: Readonly<Record<string, TensorType>>;
}

/** A model's weights: the file, and all parameters that it must hold. */
export interface Weights {
  readonly file: SafetensorsFile;
  readonly parameters: Iterable<Parameter>;
}

/**
 * Compiles a graph. Parameters come from the weights; without weights, and for those in `fed`, they
 * are inputs, to be given at every run under their names.
 * @throws WeightsError where the file does not hold exactly the model's parameters
 */
export function compile(
  outputs: Readonly<Record<string, Value>>,
  weights?: Weights,
  fed: ReadonlySet<Parameter> = new Set(),
): Program {
  const bound = weights && bindWeights(weights.parameters, weights.file);
  let weightBytes = 0;
  const sourceOf = (parameter: Parameter): ParameterSource => {
    if (!bound || fed.has(parameter)) return 'fed';
    const source = bound(parameter);
    weightBytes += source.length;
    return source;
  };
  const lowered = lower(outputs, sourceOf);
  const model = encodeModel(lowered);
  const weightsFolder = weights && dirname(weights.file.path);
  const hash = createHash('sha256').update(model);
  if (weights) hash.update(identityOf(weights.file.path));
  return {
    key: hash.digest('hex'),
    model,
    weightsFolder,
    weightBytes,
    inputs: Object.fromEntries(lowered.inputs),
    outputs: Object.fromEntries(lowered.outputs),
  };
}

/** Changes when a file is replaced, without reading gigabytes. */
function identityOf(path: string): string {
  const { size, mtimeMs, ino } = statSync(path);
  return [join(dirname(path)), size, mtimeMs, ino].join('\n');
}

import { createHash } from 'node:crypto';
import type { TensorType } from '../graph/tensor-type.ts';
import type { Parameter, Value } from '../graph/value.ts';
import { encodeModel } from '../onnx/encode.ts';
import { lower } from '../onnx/lower.ts';
import type { ProductType } from '../onnx/products.ts';
import type { ParameterSource } from '../onnx/source.ts';
import { bindWeights } from '../weights/bind.ts';
import { bytesOf, type FilePart, type SafetensorsFile } from '../weights/safetensors.ts';

/** A graph ready to run: small, sent between processes as it is. The weights stay in their file. */
export interface Program {
  /** Names what it computes: equal programs share a session. */
  readonly key: string;
  /** The ONNX model. */
  readonly model: Uint8Array;
  /** The files that the model's weight references are to, as they were when the program was compiled. */
  readonly weightsFiles: readonly FilePart[];
  /** Bytes of weights that the model refers to. */
  readonly weightBytes: number;
  /** Bytes of all weights in the files, of which the program may be a stage. */
  readonly fileBytes: number;
  /** Whether its session is kept for another run; large ones that run once are not worth their memory. */
  readonly isKept: boolean;
  /** Whether it multiplies with weights of few bits as they lie. */
  readonly isQuantised: boolean;
  readonly inputs: Readonly<Record<string, TensorType>>;
  readonly outputs: Readonly<Record<string, TensorType>>;
}

/** A model's weights: the file, and all parameters that it must hold. */
export interface Weights {
  readonly file: SafetensorsFile;
  readonly parameters: Iterable<Parameter>;
}

/** How a graph is compiled. */
export interface CompileOptions {
  /** Parameters that are inputs although there are weights. */
  readonly fed?: ReadonlySet<Parameter>;
  /** What matrix products are computed in; float32 unless told. */
  readonly products?: ProductType | undefined;
}

/**
 * Compiles a graph. Parameters come from the weights; without weights, and for those in `fed`, they
 * are inputs, to be given at every run under their names.
 * @throws WeightsError where the file does not hold exactly the model's parameters
 */
export function compile(
  outputs: Readonly<Record<string, Value>>,
  weights?: Weights,
  { fed, products = 'float32' }: CompileOptions = {},
): Program {
  const bound = weights && bindWeights(weights.parameters, weights.file);
  const ranges = new Map<string, number>();
  let isQuantised = false;
  const sourceOf = (parameter: Parameter): ParameterSource => {
    if (!bound || fed?.has(parameter)) return 'fed';
    const source = bound(parameter);
    const { blocks } = source;
    if (blocks) isQuantised = true;
    for (const { file, offset, length } of [
      source,
      ...(blocks ? [blocks.scales, blocks.zeros] : []),
    ]) {
      // Parts of a tensor may start where it does.
      const start = `${file}:${offset}`;
      ranges.set(start, Math.max(length, ranges.get(start) ?? 0));
    }
    return source;
  };
  const lowered = lower(outputs, sourceOf, products);
  const model = encodeModel(lowered);
  const weightsFiles = weights?.file.parts ?? [];
  const key = createHash('sha256').update(model).update(JSON.stringify(weightsFiles));
  return {
    key: key.digest('hex'),
    model,
    weightsFiles,
    weightBytes: [...ranges.values()].reduce((total, length) => total + length, 0),
    fileBytes: weights ? bytesOf(weights.file) : 0,
    isKept: true,
    isQuantised,
    inputs: Object.fromEntries(lowered.inputs),
    outputs: Object.fromEntries(lowered.outputs),
  };
}

import { basename } from 'node:path';
import { type DType, sameShape, sizeOf } from '../graph/tensor-type.ts';
import { type Parameter, parameterName } from '../graph/value.ts';
import { elementBytes, type StoredType } from './number-formats.ts';
import { type SafetensorsFile, WeightsError } from './safetensors.ts';

/**
 * Where in which file the values of a parameter lie, and as what. Rows of a tensor are a range of
 * their own; for columns it is the range of the whole tensor.
 */
export interface BoundParameter {
  /** Name of the file within its folder. */
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly dtype: DType;
}

/** Stored types that a graph can start from. */
const graphTypes: Partial<Record<StoredType, DType>> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F64: 'float64',
};

/**
 * Finds every parameter of a model in a weights file. Strict: the file must hold exactly the
 * tensors that the model has, in its shapes.
 * @param parameters all of the model's, whichever graph of it is to run
 * @throws WeightsError naming every tensor that is missing, misshapen, of a type that cannot be
 *   computed with, or not the model's
 */
export function bindWeights(
  parameters: Iterable<Parameter>,
  file: SafetensorsFile,
): (parameter: Parameter) => BoundParameter {
  const problems: string[] = [];
  const used = new Set<string>();
  const bound = new Map<string, BoundParameter>();
  for (const parameter of parameters) {
    used.add(parameter.tensor);
    const result = bindOne(parameter, file);
    if (typeof result === 'string') problems.push(result);
    else bound.set(parameterName(parameter), result);
  }
  for (const name of file.tensors.keys()) {
    if (!used.has(name)) problems.push(`${name} is not a tensor of this model`);
  }
  if (problems.length > 0) throw new WeightsError(summary(file.path, [...new Set(problems)]));

  return (parameter) => {
    const name = parameterName(parameter);
    const found = bound.get(name);
    if (!found) throw new WeightsError(`${file.path}: ${name} was not among the parameters bound`);
    return found;
  };
}

function bindOne(parameter: Parameter, file: SafetensorsFile): BoundParameter | string {
  const { tensor, whole, part } = parameter;
  const stored = file.tensors.get(tensor);
  const wanted = `[${whole.join(',')}]`;
  if (!stored) return `${tensor} ${wanted} is missing`;
  if (!sameShape(stored.shape, whole)) {
    return `${tensor} is [${stored.shape.join(',')}] but should be ${wanted}`;
  }
  const dtype = graphTypes[stored.type];
  if (!dtype) return `${tensor} is stored as ${stored.type}, which cannot be computed with`;
  const rowBytes = sizeOf(whole.slice(1)) * elementBytes[stored.type];
  const { start, end } = part?.axis === 0 ? part : { start: 0, end: whole[0] ?? 1 };
  return {
    file: basename(file.path),
    offset: stored.offset + start * rowBytes,
    length: (end - start) * rowBytes,
    dtype,
  };
}

/** The first problems in full, the rest counted: a wrong file would name a thousand. */
function summary(path: string, problems: readonly string[]): string {
  const shown = problems.slice(0, 8).join('; ');
  const more = problems.length > 8 ? `; and ${problems.length - 8} more` : '';
  return `${path} does not fit this model: ${shown}${more}. Choose the checkpoint that belongs to it.`;
}

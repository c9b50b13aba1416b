import { basename } from 'node:path';
import { type DType, type Shape, sameShape, sizeOf } from '../graph/tensor-type.ts';
import { type Parameter, parameterName } from '../graph/value.ts';
import { elementBytes, type StoredType } from './number-formats.ts';
import { type SafetensorsFile, type StoredTensor, WeightsError } from './safetensors.ts';

/** A range of a file; `file` is a name within the weights' folder. */
interface BoundRange {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

/**
 * Where in which file the values of a parameter lie, and as what. Rows of a tensor are a range of
 * their own; for columns it is the range of the whole tensor, unless a file has them on their own.
 */
export interface BoundParameter extends BoundRange {
  readonly dtype: DType;
  /** Of what lies there. */
  readonly shape: Shape;
  /** Present where numbers of few bits stand for the values. */
  readonly blocks?: {
    readonly bits: 4 | 8;
    readonly size: number;
    readonly scales: BoundRange;
    readonly zeros: BoundRange;
  };
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
 * tensors that the model has, in its shapes. Instead of a fused weight it may hold all the parts that
 * the model uses, each under the parameter's name. Messages name tensors as the file itself
 * does, in the shapes of the model.
 * @param parameters all of the model's, whichever graph of it is to run
 * @throws WeightsError naming every tensor that is missing, misshapen, of a type that cannot be
 *   computed with, or not the model's
 */
export function bindWeights(
  parameters: Iterable<Parameter>,
  file: SafetensorsFile,
): (parameter: Parameter) => BoundParameter {
  const { bound, problems } = compare(parameters, file);
  if (problems.length > 0) throw new WeightsError(summary(file.path, problems));

  return (parameter) => {
    const name = parameterName(parameter);
    const found = bound.get(name);
    if (!found) throw new WeightsError(`${file.path}: ${name} was not among the parameters bound`);
    return found;
  };
}

/** What keeps a weights file from being that of a model, each tensor by name; nothing where it is. */
export function misfits(parameters: Iterable<Parameter>, file: SafetensorsFile): string[] {
  return compare(parameters, file).problems;
}

function compare(parameters: Iterable<Parameter>, file: SafetensorsFile) {
  const problems = new Set<string>();
  const used = new Set<string>();
  const bound = new Map<string, BoundParameter>();
  const fused = new Set([...file.tensors.keys()].map((name) => name.replace(/\[[\d:,]+\]$/, '')));
  for (const parameter of parameters) {
    const { tensor } = parameter;
    const name = parameterName(parameter);
    const inParts = !file.tensors.has(tensor) && fused.has(tensor);
    used.add(inParts ? name : tensor);
    const result = inParts ? bindOwn(name, parameter.shape, file) : bindWhole(parameter, file);
    if (typeof result === 'string') problems.add(result);
    else bound.set(name, result);
  }
  for (const name of file.tensors.keys()) {
    if (!used.has(name)) problems.add(`${said(name, file)} is not a tensor of this model`);
  }
  return { bound, problems: [...problems] };
}

/** A tensor of the wanted shape under a name, as it lies there. */
function bindOwn(name: string, wanted: Shape, file: SafetensorsFile): BoundParameter | string {
  const stored = file.tensors.get(name);
  if (!stored) return `${said(name, file)} [${wanted.join(',')}] is missing`;
  const { type, shape, blocks } = stored;
  if (!sameShape(shape, wanted)) {
    return `${said(name, file)} is [${shape.join(',')}] but should be [${wanted.join(',')}]`;
  }
  if (blocks) {
    const { bits, size, scales, zeros } = blocks;
    const ranges = { scales: rangeOf(scales), zeros: rangeOf(zeros) };
    return { ...rangeOf(stored), dtype: 'float32', shape, blocks: { bits, size, ...ranges } };
  }
  const dtype = graphTypes[type];
  if (!dtype) return `${said(name, file)} is stored as ${type}, which cannot be computed with`;
  return { ...rangeOf(stored), dtype, shape };
}

/** A tensor by the name that whoever looks into the file finds it under. */
function said(name: string, { nameInFile }: SafetensorsFile): string {
  return nameInFile?.(name) ?? name;
}

/** A parameter as its checkpoint tensor, or a range of its rows. */
function bindWhole(parameter: Parameter, file: SafetensorsFile): BoundParameter | string {
  const { tensor, whole, part } = parameter;
  const bound = bindOwn(tensor, whole, file);
  if (typeof bound === 'string' || part?.axis !== 0) return bound;
  if (bound.blocks) return `${tensor} is quantised as a whole, and needed in parts`;
  const stored = file.tensors.get(tensor) as StoredTensor;
  const rowBytes = sizeOf(whole.slice(1)) * elementBytes[stored.type];
  const length = (part.end - part.start) * rowBytes;
  const offset = bound.offset + part.start * rowBytes;
  return { ...bound, offset, length, shape: parameter.shape };
}

function rangeOf({ path, offset, length }: StoredTensor): BoundRange {
  return { file: basename(path), offset, length };
}

/** The first problems in full, the rest counted: a wrong file would name a thousand. */
function summary(path: string, problems: readonly string[]): string {
  const shown = problems.slice(0, 8).join('; ');
  const more = problems.length > 8 ? `; and ${problems.length - 8} more` : '';
  return `${path} does not fit this model: ${shown}${more}. Choose the checkpoint that belongs to it.`;
}

import {
  type DType,
  formatType,
  type Shape,
  sizeOf,
  type TensorType,
} from '../graph/tensor-type.ts';

/** A tensor in memory, row-major. */
export interface Tensor extends TensorType {
  readonly data: TensorData;
}

/** float16 and bfloat16 do not cross the runtime's border; graphs cast inside. */
export type TensorData =
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** Tensors by the names of a graph's inputs or outputs. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** Wrong use of the engine, or a failure inside it. */
export class EngineError extends Error {
  override readonly name: string = 'EngineError';
}

/**
 * A float32 tensor over the given values.
 * @throws EngineError where they do not fill the shape
 */
export function float32(values: ArrayLike<number>, shape: Shape): Tensor {
  const data =
    values instanceof Float32Array && values.buffer instanceof ArrayBuffer
      ? (values as Float32Array<ArrayBuffer>)
      : Float32Array.from(values);
  if (data.length !== sizeOf(shape)) {
    throw new EngineError(`${data.length} values do not fill float32[${shape.join(',')}]`);
  }
  return { dtype: 'float32', shape, data };
}

/** The values of a float32 tensor. */
export function float32Data({ dtype, shape, data }: Tensor): Float32Array<ArrayBuffer> {
  if (data instanceof Float32Array) return data;
  throw new EngineError(`expected float32 values, got ${formatType({ dtype, shape })}`);
}

const borderTypes: Partial<Record<DType, string>> = {
  float32: 'Float32Array',
  float64: 'Float64Array',
  int64: 'BigInt64Array',
  int32: 'Int32Array',
  uint8: 'Uint8Array',
  bool: 'Uint8Array',
};

/** What is wrong with a tensor that should be of a type, or `undefined`. */
export function mismatch({ dtype, shape, data }: Tensor, wanted: TensorType): string | undefined {
  if (formatType({ dtype, shape }) !== formatType(wanted)) {
    return `is ${formatType({ dtype, shape })} but should be ${formatType(wanted)}`;
  }
  if (data.constructor.name !== borderTypes[dtype] || data.length !== sizeOf(shape)) {
    return `holds ${data.length} values in a ${data.constructor.name}, which is no ${formatType(wanted)}`;
  }
  return undefined;
}

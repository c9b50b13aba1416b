import type { DType, Shape, TensorType } from '../graph/tensor-type.ts';

/** An ONNX model as plain data: what `lower` makes of a graph and `encodeModel` turns into bytes. */
export interface OnnxModel {
  readonly inputs: ReadonlyMap<string, TensorType>;
  readonly outputs: ReadonlyMap<string, TensorType>;
  readonly initializers: readonly Initializer[];
  readonly nodes: readonly OnnxNode[];
}

export interface OnnxNode {
  readonly operator: string;
  readonly domain: '' | 'com.microsoft';
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] };

export interface Initializer {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: Uint8Array | FileRange;
}

/** Bytes that stay in a file beside the model; `file` is a name within the weights folder. */
export interface FileRange {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

const dtypeCodes: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
  uint4: 21,
};

/** ONNX's number for an element type (`TensorProto.DataType`). */
export function onnxDType(dtype: DType): number {
  return dtypeCodes[dtype];
}

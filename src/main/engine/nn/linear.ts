import { gemm, reshape } from '../graph/ops/index.ts';
import { sizeOf } from '../graph/tensor-type.ts';
import type { Rows, Value } from '../graph/value.ts';
import type { Parameters } from './parameters.ts';

/** The parts of a linear layer that vary. */
export interface LinearOptions {
  /** Features the layer has in the checkpoint. */
  readonly out: number;
  /** Computes only these of them. */
  readonly rows?: Rows;
  readonly bias?: boolean;
}

/**
 * `x·Wᵀ + b` over the last axis, with `name.weight` `[out, in]` and `name.bias` `[out]`.
 * @param x `[…, in]`
 * @returns `[…, out]`, or as many as there are rows
 */
export function linear(
  weights: Parameters,
  name: string,
  x: Value,
  { out, rows, bias = true }: LinearOptions,
): Value {
  const width = x.shape.at(-1) ?? 0;
  const weight = weights.get(`${name}.weight`, [out, width], rows);
  const offset = bias ? weights.get(`${name}.bias`, [out], rows) : undefined;
  const matrix = reshape(x, [sizeOf(x.shape.slice(0, -1)), width]);
  const product = gemm(matrix, weight, false, true, offset);
  return reshape(product, [...x.shape.slice(0, -1), product.shape[1] ?? 0]);
}

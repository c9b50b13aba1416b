import { gemm, reshape } from '../graph/ops/index.ts';
import { sizeOf } from '../graph/tensor-type.ts';
import type { Value } from '../graph/value.ts';
import type { Parameters } from './parameters.ts';

/** The parts of a linear layer that vary. */
export interface LinearOptions {
  /** Features the layer has in the checkpoint. */
  readonly out: number;
  /** Computes only this half-open range of them. */
  readonly rows?: readonly [start: number, end: number];
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
  const part = rows && { axis: 0 as const, start: rows[0], end: rows[1] };
  const matrix = asMatrix(x);
  const weight = weights.get(`${name}.weight`, [out, matrix.shape[1] ?? 0], part);
  const offset = bias ? weights.get(`${name}.bias`, [out], part) : undefined;
  const product = times(weights, matrix, weight, offset);
  return reshape(product, [...x.shape.slice(0, -1), product.shape[1] ?? 0]);
}

/**
 * A linear layer over the concatenation of several tensors' last axes, without making it: each takes
 * its own columns of the weight.
 * @param parts `[…, in₁]`, `[…, in₂]`, …
 * @returns `[…, out]`
 */
export function linearOfParts(
  weights: Parameters,
  name: string,
  parts: readonly Value[],
  out: number,
): Value {
  const widths = parts.map((part) => part.shape.at(-1) ?? 0);
  const whole = [out, widths.reduce((total, width) => total + width, 0)];
  let sum: Value = weights.get(`${name}.bias`, [out]);
  let end = 0;
  for (const [index, part] of parts.entries()) {
    const start = end;
    end += widths[index] ?? 0;
    const weight = weights.get(`${name}.weight`, whole, { axis: 1, start, end });
    sum = times(weights, asMatrix(part), weight, sum);
  }
  return reshape(sum, [...(parts[0]?.shape.slice(0, -1) ?? []), out]);
}

/** `x·(W + B·A)ᵀ + offset`, where the weight has an addition of low rank. */
function times(weights: Parameters, x: Value, weight: Value, offset: Value | undefined): Value {
  const product = gemm(x, weight, false, true, offset);
  const factors = weights.factorsOf(weight);
  return factors ? gemm(gemm(x, factors.a, false, true), factors.b, false, true, product) : product;
}

function asMatrix(x: Value): Value {
  return reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1) ?? 0]);
}

import { topological, type Value } from './value.ts';

/**
 * Floating-point operations of the matrix products and convolutions needed for some values, a
 * multiply and an add counted as two. Elementwise work is not counted.
 */
export function countFlops(outputs: readonly Value[]): number {
  let total = 0;
  for (const value of topological(outputs)) {
    if (value.kind !== 'node') continue;
    const { op, inputs, attributes } = value;
    total += op.flops?.({ inputs, attributes, output: value }) ?? 0;
  }
  return total;
}

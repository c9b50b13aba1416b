import { topological, type Value } from './value.ts';

/**
 * Floating-point operations of the matrix products and convolutions needed for some values, a
 * multiply and an add counted as two. Elementwise work is not counted, and nodes that compute the
 * same from the same are counted once, since the runtime merges them.
 */
export function countFlops(outputs: readonly Value[]): number {
  const identities = new Map<Value, number>();
  const known = new Map<string, number>();
  let total = 0;
  for (const value of topological(outputs)) {
    if (value.kind !== 'node') {
      identities.set(value, identities.size);
      continue;
    }
    const { op, inputs, attributes } = value;
    const operands = inputs.map((operand) => identities.get(operand));
    const key = JSON.stringify([op.name, operands, attributes]);
    const same = known.get(key);
    const identity = same ?? identities.size;
    identities.set(value, identity);
    if (same !== undefined) continue;
    known.set(key, identity);
    total += op.flops?.({ inputs, attributes, output: value }) ?? 0;
  }
  return total;
}

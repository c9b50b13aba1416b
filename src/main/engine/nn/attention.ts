import { matmul, reshape, rotary, softmax, swapLast, transpose } from '../graph/ops/index.ts';
import type { Value } from '../graph/value.ts';

/** Cosine and sine of every token's rotary angles, each `[tokens, headSize/2]`. */
export interface RotaryAngles {
  readonly cosine: Value;
  readonly sine: Value;
}

/**
 * Multi-head attention, `softmax(q·kᵀ)·v` in every head.
 * @param q queries, already divided by `√size`: where they are normalised first, that costs nothing;
 *   `[batch, tokens, heads·size]`, as are `k` and `v`
 * @param angles where given, rotates queries and keys by their positions first
 */
export function attention(
  q: Value,
  k: Value,
  v: Value,
  heads: number,
  angles?: RotaryAngles,
): Value {
  const [batch = 0, tokens = 0, width = 0] = q.shape;
  const size = width / heads;
  // A batch of one is left out: the runtime then takes the heads apart within the products.
  const lead = batch === 1 ? [] : [batch];
  const exchange = [...lead.keys(), ...[1, 0, 2].map((axis) => axis + lead.length)];
  const split = (x: Value) =>
    transpose(reshape(x, [...lead, x.shape[1] ?? 0, heads, size]), exchange);
  const turn = (x: Value) => (angles ? rotary(x, angles.cosine, angles.sine) : x);
  const scores = matmul(split(turn(q)), swapLast(split(turn(k))));
  const mixed = matmul(softmax(scores), split(v));
  return reshape(transpose(mixed, exchange), [batch, tokens, width]);
}

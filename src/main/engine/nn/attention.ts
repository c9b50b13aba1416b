import { add, matmul, reshape, rotary, softmax, swapLast, transpose } from '../graph/ops/index.ts';
import type { Value } from '../graph/value.ts';

/** Cosine and sine of every token's rotary angles, each `[tokens, headSize/2]`. */
export interface RotaryAngles {
  readonly cosine: Value;
  readonly sine: Value;
}

/** What attention takes of positions. */
export interface AttentionOptions {
  /** Rotates queries and keys by their positions first. */
  readonly angles?: RotaryAngles;
  /** Added to the scores before the softmax; broadcasts to `[heads, queries, keys]`. */
  readonly bias?: Value;
}

/**
 * Multi-head attention, `softmax(q·kᵀ + bias)·v` in every head.
 * @param q queries, already divided by `√size` where a model does that: where they are normalised
 *   first, it costs nothing; `[batch, tokens, heads·size]`, as are `k` and `v`
 */
export function attention(
  q: Value,
  k: Value,
  v: Value,
  heads: number,
  { angles, bias }: AttentionOptions = {},
): Value {
  const [batch = 0, tokens = 0, width = 0] = q.shape;
  const size = width / heads;
  // A batch of one is left out: the runtime then takes the heads apart within the products.
  const lead = batch === 1 ? [] : [batch];
  const exchange = [...lead.keys(), ...[1, 0, 2].map((axis) => axis + lead.length)];
  const split = (x: Value) =>
    transpose(reshape(x, [...lead, x.shape[1] ?? 0, heads, size]), exchange);
  const turn = (x: Value) => (angles ? rotary(x, angles.cosine, angles.sine) : x);
  const products = matmul(split(turn(q)), swapLast(split(turn(k))));
  const scores = bias ? add(products, bias) : products;
  const mixed = matmul(softmax(scores), split(v));
  return reshape(transpose(mixed, exchange), [batch, tokens, width]);
}

import { matmul, mul, reshape, rotary, softmax, swapLast, transpose } from '../graph/ops/index.ts';
import { scalar, type Value } from '../graph/value.ts';

/** Cosine and sine of every token's rotary angles, each `[tokens, headSize/2]`. */
export interface RotaryAngles {
  readonly cosine: Value;
  readonly sine: Value;
}

/**
 * Multi-head attention, `softmax(q·kᵀ/√size)·v` in every head.
 * @param q `[batch, tokens, heads·size]`, as are `k` and `v`
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
  const turn = (x: Value) => (angles ? rotary(x, angles.cosine, angles.sine) : x);
  const split = (x: Value) =>
    transpose(reshape(x, [batch, x.shape[1] ?? 0, heads, size]), [0, 2, 1, 3]);
  const scores = matmul(mul(split(turn(q)), scalar(1 / Math.sqrt(size))), swapLast(split(turn(k))));
  const mixed = matmul(softmax(scores), split(v));
  return reshape(transpose(mixed, [0, 2, 1, 3]), [batch, tokens, width]);
}

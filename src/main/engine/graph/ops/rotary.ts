import { formatType } from '../tensor-type.ts';
import { apply, defineOp, noGradient, type Op, type Value } from '../value.ts';
import { neg } from './elementwise.ts';

/**
 * Rotary position embedding on interleaved pairs: `(x₂ᵢ, x₂ᵢ₊₁)` of every head is turned by the
 * angle of its token and pair. Turning back is its transpose, so the gradient is the op itself with
 * the sine negated.
 */
const rotaryOp: Op<[Value, Value, Value], Record<never, never>> = defineOp({
  name: 'RotaryEmbedding',
  infer([x, cosine, sine], _attributes, reject) {
    const [, tokens, width] = x.shape;
    const [rows, pairs] = cosine.shape;
    if (
      x.shape.length !== 3 ||
      cosine.shape.length !== 2 ||
      formatType(sine) !== formatType(cosine)
    ) {
      reject('needs x [batch, tokens, heads·size] and cosine and sine [tokens, size/2]');
    }
    if (rows !== tokens || (width ?? 0) % (2 * (pairs ?? 1)) !== 0) {
      reject(`${formatType(cosine)} does not fit the tokens and heads of ${formatType(x)}`);
    }
    return { dtype: x.dtype, shape: x.shape };
  },
  gradient: (g, { inputs: [, cosine, sine] }) => [
    () => rotary(g, cosine, neg(sine)),
    noGradient('positions are not learned'),
    noGradient('positions are not learned'),
  ],
});

export const rotaryOps = [rotaryOp];

/**
 * Rotates interleaved pairs of every head.
 * @param x `[batch, tokens, heads·size]`
 * @param cosine cosines of the angles, `[tokens, size/2]`
 * @param sine sines of the angles, `[tokens, size/2]`
 */
export function rotary(x: Value, cosine: Value, sine: Value): Value {
  return apply(rotaryOp, [x, cosine, sine], {});
}

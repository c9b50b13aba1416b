import { broadcastShapes, formatType, sameShape, sizeOf } from '../tensor-type.ts';
import { apply, defineOp, type Op, type Value } from '../value.ts';
import { transpose } from './movement.ts';

/** Products of the last two axes, the leading ones broadcast. */
const matmulOp: Op<[Value, Value]> = defineOp({
  name: 'MatMul',
  infer([a, b], _attributes, reject) {
    const [k, kb] = [a.shape.at(-1), b.shape.at(-2)];
    const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
    if (a.shape.length < 2 || b.shape.length < 2) reject('both operands need two axes or more');
    if (k !== kb)
      reject(`inner sizes differ: ${k} of ${formatType(a)} and ${kb} of ${formatType(b)}`);
    if (!batch)
      return reject(`leading axes do not broadcast: ${formatType(a)} and ${formatType(b)}`);
    return { dtype: a.dtype, shape: [...batch, a.shape.at(-2) ?? 0, b.shape.at(-1) ?? 0] };
  },
  gradient: (g, { inputs: [a, b] }) => [() => matmul(g, swapLast(b)), () => matmul(swapLast(a), g)],
  flops: ({ inputs: [a], output }) => 2 * sizeOf(output.shape) * (a.shape.at(-1) ?? 0),
});

type GemmAttributes = { transA: boolean; transB: boolean };

/** `op(a)·op(b)` of two matrices, each transposed or not, plus a bias where there is one. */
const gemmOp: Op<[Value, Value] | [Value, Value, Value], GemmAttributes> = defineOp({
  name: 'Gemm',
  infer([a, b, bias], { transA, transB }, reject) {
    if (a.shape.length !== 2 || b.shape.length !== 2) reject('both operands must be matrices');
    const [m, k] = transA ? a.shape.toReversed() : a.shape;
    const [kb, n] = transB ? b.shape.toReversed() : b.shape;
    if (k !== kb) {
      reject(
        `inner sizes differ: ${k} of ${formatType(a)}${transA ? ' transposed' : ''} ` +
          `and ${kb} of ${formatType(b)}${transB ? ' transposed' : ''}`,
      );
    }
    const shape = [m ?? 0, n ?? 0];
    if (bias && !sameShape(broadcastShapes(bias.shape, shape) ?? [], shape)) {
      reject(`bias ${formatType(bias)} does not broadcast to [${shape.join(',')}]`);
    }
    return { dtype: a.dtype, shape };
  },
  gradient: (g, { inputs: [a, b], attributes: { transA, transB } }) => [
    () => (transA ? gemm(b, g, transB, true) : gemm(g, b, false, !transB)),
    () => (transB ? gemm(g, a, true, transA) : gemm(a, g, !transA, false)),
    () => g,
  ],
  flops: ({ inputs: [a], attributes: { transA }, output }) =>
    2 * sizeOf(output.shape) * (a.shape[transA ? 0 : 1] ?? 0),
});

export const matrixOps = [matmulOp, gemmOp];

/** Matrix product of the last two axes, `[…, m, k] × […, k, n] → […, m, n]`. */
export function matmul(a: Value, b: Value): Value {
  return apply(matmulOp, [a, b], {});
}

/**
 * Product of two matrices with either taken transposed, without moving it, plus a bias that
 * broadcasts to `[m, n]`. Weights stay as checkpoints store them: `[out, in]` is `transB`.
 */
export function gemm(a: Value, b: Value, transA: boolean, transB: boolean, bias?: Value): Value {
  return apply(gemmOp, bias ? [a, b, bias] : [a, b], { transA, transB });
}

/** Exchanges the last two axes. */
export function swapLast(x: Value): Value {
  const axes = [...x.shape.keys()];
  return transpose(x, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}

import { broadcastShapes, formatType, sameShape, sizeOf } from '../tensor-type.ts';
import { apply, constant, defineOp, type Op, scalar, type Value } from '../value.ts';
import { add, div, mul, sqrt, sub } from './elementwise.ts';
import { matmul, swapLast } from './matrix.ts';
import { reshape } from './movement.ts';
import { mean, sum } from './reduction.ts';

/** `e^x / Σ e^x` over the last axis. */
const softmaxOp: Op<[Value], { axis: number }> = defineOp({
  name: 'Softmax',
  infer([x], { axis }, reject) {
    if (axis !== x.shape.length - 1) reject(`${axis} is not the last axis of ${formatType(x)}`);
    return { dtype: x.dtype, shape: x.shape };
  },
  gradient: (g, { attributes: { axis }, output: y }) => [
    () => mul(sub(g, rowProducts(g, y, axis)), y),
  ],
});

/**
 * `Σⱼ gᵢⱼ·yᵢⱼ`. In attention `g = a·bᵀ` comes from the product `y·b`, and the sum is `Σ a·(y·b)`, over
 * a head's channels instead of all tokens (Dao et al. 2022, FlashAttention, appendix B.4).
 */
function rowProducts(g: Value, y: Value, axis: number): Value {
  const [a, transposed] = g.kind === 'node' && g.op.name === 'MatMul' ? g.inputs : [];
  const b = transposed && unswapped(transposed);
  return a && b && (a.shape.at(-1) ?? 0) < (y.shape.at(-1) ?? 0)
    ? sum(mul(a, matmul(y, b)), [axis])
    : sum(mul(g, y), [axis]);
}

/** What a value is the exchange of the last two axes of. */
function unswapped(value: Value): Value | undefined {
  const [x] = value.kind === 'node' && value.op.name === 'Transpose' ? value.inputs : [];
  const swap = x && swapLast(x);
  const isSwap =
    swap?.kind === 'node' &&
    value.kind === 'node' &&
    String(swap.attributes['perm']) === String(value.attributes['perm']);
  return isSwap ? x : undefined;
}

/** `(x − mean)/√(variance + ε)·scale + bias` over the last axis. */
const layerNormOp: Op<[Value, Value, Value], { epsilon: number }> = defineOp({
  name: 'LayerNormalization',
  infer([x, scale, bias], _attributes, reject) {
    if (x.shape.length < 2) reject(`${formatType(x)} has no rows: two axes are the least`);
    for (const operand of [scale, bias]) {
      if (!isRow(operand, x)) {
        reject(`${formatType(operand)} is no row, or row per sample, of ${formatType(x)}`);
      }
    }
    return { dtype: x.dtype, shape: x.shape };
  },
  gradient(g, { inputs: [x, scale], attributes: { epsilon } }) {
    const last = [x.shape.length - 1];
    const centred = sub(x, mean(x, last));
    const inverse = inverseRms(centred, epsilon);
    return [
      () => {
        const along = mul(centred, projection(g, centred, scale, inverse));
        const level = mul(matmul(g, column(scale)), inverse);
        return sub(mul(mul(g, scale), inverse), add(along, level));
      },
      () => mul(mul(g, centred), inverse),
      () => g,
    ];
  },
});

/** `x/√(mean(x²) + ε)·scale` over the last axis. */
const rmsNormOp: Op<[Value, Value], { epsilon: number }> = defineOp({
  // The name ONNX Runtime knows it by on every provider; the standard op needs opset 23.
  name: 'SimplifiedLayerNormalization',
  infer([x, scale], _attributes, reject) {
    if (x.shape.length < 2) reject(`${formatType(x)} has no rows: two axes are the least`);
    if (scale.shape.length !== 1 || !isRow(scale, x)) {
      reject(`scale ${formatType(scale)} does not fit the last axis of ${formatType(x)}`);
    }
    return { dtype: x.dtype, shape: x.shape };
  },
  gradient(g, { inputs: [x, scale], attributes: { epsilon } }) {
    const inverse = inverseRms(x, epsilon);
    return [
      () => sub(mul(mul(g, scale), inverse), mul(x, projection(g, x, scale, inverse))),
      () => {
        // The sum over all rows of g·x/rms, as the product of the row 1/rms with the matrix g·x.
        const size = x.shape.at(-1) ?? 0;
        const rows = sizeOf(x.shape) / size;
        const products = reshape(mul(g, x), [rows, size]);
        return reshape(matmul(reshape(inverse, [1, rows]), products), [size]);
      },
    ];
  },
});

export const normalisationOps = [softmaxOp, layerNormOp, rmsNormOp];

function ones(x: Value): Value {
  return constant(new Float32Array(x.shape.at(-1) ?? 0).fill(1));
}

/** Whether a value varies along the last axis of another and not along the one before. */
function isRow(value: Value, x: Value): boolean {
  const broadcast = broadcastShapes(value.shape, x.shape);
  return (
    value.shape.at(-1) === x.shape.at(-1) &&
    (value.shape.at(-2) ?? 1) === 1 &&
    broadcast !== undefined &&
    sameShape(broadcast, x.shape)
  );
}

/** `1/√(mean(x²) + ε)` over the last axis. */
function inverseRms(x: Value, epsilon: number): Value {
  const square = mean(mul(x, x), [x.shape.length - 1]);
  return div(scalar(1), sqrt(add(square, scalar(epsilon))));
}

/** A row as a column of `1/n`-th parts: the product with it is the mean over `row·…`. */
function column(row: Value): Value {
  const size = row.shape.at(-1) ?? 0;
  return mul(reshape(row, [...row.shape.slice(0, -2), size, 1]), scalar(1 / size));
}

/**
 * How far to go along `x` to keep its norm: `mean(g·scale·x)·r³`. A product with the column `scale`
 * in place of an elementwise pass and a mean.
 */
function projection(g: Value, x: Value, scale: Value, inverse: Value): Value {
  const along = matmul(mul(g, x), column(scale));
  return mul(along, mul(inverse, mul(inverse, inverse)));
}

/** Softmax over the last axis. */
export function softmax(x: Value): Value {
  return apply(softmaxOp, [x], { axis: x.shape.length - 1 });
}

/**
 * Layer normalisation over the last axis. `scale` and `bias` (default 1 and 0) broadcast against
 * `x`, so that a modulation `(1 + scale)·norm(x) + shift` is one op.
 */
export function layerNorm(x: Value, epsilon: number, scale?: Value, bias?: Value): Value {
  const zeros = constant(new Float32Array(x.shape.at(-1) ?? 0));
  return apply(layerNormOp, [x, scale ?? ones(x), bias ?? zeros], { epsilon });
}

/** Root-mean-square normalisation over the last axis, times `scale`. */
export function rmsNorm(x: Value, scale: Value, epsilon: number): Value {
  return apply(rmsNormOp, [x, scale], { epsilon });
}

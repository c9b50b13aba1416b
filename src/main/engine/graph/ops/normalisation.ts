import { broadcastShapes, formatType, sameShape } from '../tensor-type.ts';
import { apply, constant, defineOp, type Op, scalar, type Value } from '../value.ts';
import { add, div, mul, sqrt, sub } from './elementwise.ts';
import { mean, sum } from './reduction.ts';

/** `e^x / Σ e^x` over the last axis. */
const softmaxOp: Op<[Value], { axis: number }> = defineOp({
  name: 'Softmax',
  infer([x], { axis }, reject) {
    if (axis !== x.shape.length - 1) reject(`${axis} is not the last axis of ${formatType(x)}`);
    return { dtype: x.dtype, shape: x.shape };
  },
  gradient: (g, { attributes: { axis }, output: y }) => [
    () => mul(sub(g, sum(mul(g, y), [axis])), y),
  ],
});

/** `(x − mean)/√(variance + ε)·scale + bias` over the last axis; scale and bias broadcast. */
const layerNormOp: Op<[Value, Value, Value], { epsilon: number }> = defineOp({
  name: 'LayerNormalization',
  infer([x, scale, bias], _attributes, reject) {
    for (const operand of [scale, bias]) {
      const broadcast = broadcastShapes(operand.shape, x.shape);
      if (operand.shape.at(-1) !== x.shape.at(-1) || !broadcast || !sameShape(broadcast, x.shape)) {
        reject(`${formatType(operand)} does not fit the last axis of ${formatType(x)}`);
      }
    }
    return { dtype: x.dtype, shape: x.shape };
  },
  gradient(g, { inputs: [x, scale], attributes: { epsilon } }) {
    const normalised = layerNorm(x, epsilon);
    return [
      () => {
        const last = [x.shape.length - 1];
        const gx = mul(g, scale);
        const along = mul(normalised, mean(mul(gx, normalised), last));
        return mul(sub(sub(gx, mean(gx, last)), along), inverseDeviation(x, normalised, epsilon));
      },
      () => mul(g, normalised),
      () => g,
    ];
  },
});

/** `x/√(mean(x²) + ε)·scale` over the last axis. */
const rmsNormOp: Op<[Value, Value], { epsilon: number }> = defineOp({
  // The name ONNX Runtime knows it by on every provider; the standard op needs opset 23.
  name: 'SimplifiedLayerNormalization',
  infer([x, scale], _attributes, reject) {
    if (scale.shape.length !== 1 || scale.shape[0] !== x.shape.at(-1)) {
      reject(`scale ${formatType(scale)} does not fit the last axis of ${formatType(x)}`);
    }
    return { dtype: x.dtype, shape: x.shape };
  },
  gradient(g, { inputs: [x, scale], attributes: { epsilon } }) {
    const normalised = rmsNorm(x, ones(x), epsilon);
    return [
      () => {
        const gx = mul(g, scale);
        const along = mul(normalised, mean(mul(gx, normalised), [x.shape.length - 1]));
        return mul(sub(gx, along), inverseDeviation(x, normalised, epsilon));
      },
      () => mul(g, normalised),
    ];
  },
});

export const normalisationOps = [softmaxOp, layerNormOp, rmsNormOp];

function ones(x: Value): Value {
  return constant(new Float32Array(x.shape.at(-1) ?? 0).fill(1));
}

/**
 * `r = 1/√(v + ε)` from `x` and `n = r·x` (centred or not) without another pass for the variance
 * `v`: `m = mean(x·n) = r·v` and `v = 1/r² − ε` give `ε·r² + m·r − 1 = 0`, whose positive root is
 * `2/(m + √(m² + 4ε))`.
 */
function inverseDeviation(x: Value, normalised: Value, epsilon: number): Value {
  const m = mean(mul(x, normalised), [x.shape.length - 1]);
  return div(scalar(2), add(m, sqrt(add(mul(m, m), scalar(4 * epsilon)))));
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

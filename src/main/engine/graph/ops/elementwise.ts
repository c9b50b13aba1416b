import { broadcastShapes, formatType, isFloat, type TensorType } from '../tensor-type.ts';
import {
  apply,
  defineOp,
  type InputGradient,
  noGradient,
  type Op,
  scalar,
  type Value,
} from '../value.ts';

/** An op on two tensors that broadcast against each other. */
function binary(
  name: string,
  gradient: (g: Value, a: Value, b: Value, y: Value) => [InputGradient, InputGradient],
): Op<[Value, Value]> {
  return defineOp({
    name,
    infer([a, b], _attributes, reject) {
      const shape = broadcastShapes(a.shape, b.shape);
      return shape
        ? { dtype: a.dtype, shape }
        : reject(`shapes do not broadcast: ${formatType(a)} and ${formatType(b)}`);
    },
    gradient: (g, { inputs: [a, b], output }) => gradient(g, a, b, output),
  });
}

/** A function of each element of a tensor. */
function unary(name: string, gradient: (g: Value, x: Value, y: Value) => Value): Op<[Value]> {
  return defineOp({
    name,
    infer: ([x], _attributes, reject) => floatType(x, reject),
    gradient: (g, { inputs: [x], output }) => [() => gradient(g, x, output)],
  });
}

function floatType(x: Value, reject: (reason: string) => never): TensorType {
  if (!isFloat(x.dtype)) reject(`is for floating-point numbers, not ${x.dtype}`);
  return { dtype: x.dtype, shape: x.shape };
}

const addOp = binary('Add', (g) => [() => g, () => g]);
const subOp = binary('Sub', (g) => [() => g, () => neg(g)]);
const mulOp = binary('Mul', (g, a, b) => [() => mul(g, b), () => mul(g, a)]);
const divOp = binary('Div', (g, _a, b, y) => [() => div(g, b), () => neg(div(mul(g, y), b))]);
const negOp = unary('Neg', (g) => neg(g));
const sqrtOp = unary('Sqrt', (g, _x, y) => div(mul(g, scalar(0.5)), y));
const sinOp = unary('Sin', (g, x) => mul(g, cos(x)));
const cosOp = unary('Cos', (g, x) => neg(mul(g, sin(x))));
const sigmoidOp = unary('Sigmoid', (g, _x, y) => mul(g, mul(y, sub(scalar(1), y))));
const reluOp = unary('Relu', (g, _x, y) => mul(g, sign(y)));
const signOp: Op<[Value]> = defineOp({
  name: 'Sign',
  infer: ([x], _attributes, reject) => floatType(x, reject),
  gradient: () => [noGradient('it is constant but for a jump')],
});

/**
 * `gelu(x) = x·s(w)`, `w = x·(c + c·a·x²)` with the logistic function `s`, which is the usual tanh
 * form rewritten. So `gelu' = s + (1 − s)·gelu·w'`, and the output is used instead of `x·s`.
 */
const geluOp: Op<[Value], { approximate: string }> = defineOp({
  name: 'Gelu',
  infer: ([x], _attributes, reject) => floatType(x, reject),
  gradient: (g, { inputs: [x], output }) => [
    () => {
      const c = 2 * Math.sqrt(2 / Math.PI);
      const cubic = mul(mul(x, x), scalar(c * 0.044715));
      const s = sigmoid(mul(x, add(cubic, scalar(c))));
      const dw = add(mul(cubic, scalar(3)), scalar(c));
      return mul(g, add(s, mul(mul(sub(scalar(1), s), output), dw)));
    },
  ],
});

export const elementwiseOps = [
  addOp,
  subOp,
  mulOp,
  divOp,
  negOp,
  sqrtOp,
  sinOp,
  cosOp,
  sigmoidOp,
  reluOp,
  signOp,
  geluOp,
];

export const add = (a: Value, b: Value): Value => apply(addOp, [a, b], {});
export const sub = (a: Value, b: Value): Value => apply(subOp, [a, b], {});
export const mul = (a: Value, b: Value): Value => apply(mulOp, [a, b], {});
export const div = (a: Value, b: Value): Value => apply(divOp, [a, b], {});
export const neg = (x: Value): Value => apply(negOp, [x], {});
export const sqrt = (x: Value): Value => apply(sqrtOp, [x], {});
export const sin = (x: Value): Value => apply(sinOp, [x], {});
export const cos = (x: Value): Value => apply(cosOp, [x], {});
/** The logistic function `1 / (1 + e^−x)`. */
export const sigmoid = (x: Value): Value => apply(sigmoidOp, [x], {});
/** `max(x, 0)` */
export const relu = (x: Value): Value => apply(reluOp, [x], {});
/** −1, 0 or 1. */
export const sign = (x: Value): Value => apply(signOp, [x], {});
/** GELU in its tanh approximation, the one FLUX uses. */
export const gelu = (x: Value): Value => apply(geluOp, [x], { approximate: 'tanh' });
/** SiLU (swish): `x·sigmoid(x)`. */
export const silu = (x: Value): Value => mul(x, sigmoid(x));

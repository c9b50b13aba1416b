import { formatType, type Shape } from '../tensor-type.ts';
import { apply, defineOp, type Op, scalar, type Value } from '../value.ts';
import { mul } from './elementwise.ts';
import { expand, reshape } from './movement.ts';

/** A reduction that keeps the reduced axes as axes of size 1. */
function reduction(name: string, gradient: (g: Value, x: Value, count: number) => Value) {
  const op: Op<[Value], { axes: readonly number[] }> = {
    name,
    infer([x], { axes }, reject) {
      for (const axis of axes) {
        if (x.shape[axis] === undefined) reject(`no axis ${axis} in ${formatType(x)}`);
      }
      return { dtype: x.dtype, shape: reduced(x.shape, axes) };
    },
    gradient: (g, { inputs: [x], attributes: { axes } }) => [
      () =>
        gradient(
          g,
          x,
          axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1),
        ),
    ],
  };
  return defineOp(op);
}

const reduceSumOp = reduction('ReduceSum', (g, x) => expand(g, x.shape));
const reduceMeanOp = reduction('ReduceMean', (g, x, count) =>
  expand(mul(g, scalar(1 / count)), x.shape),
);

export const reductionOps = [reduceSumOp, reduceMeanOp];

function reduced(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** Sum over axes, which stay as axes of size 1. */
export function sum(x: Value, axes: readonly number[]): Value {
  return axes.length === 0 ? x : apply(reduceSumOp, [x], { axes });
}

/** Mean over axes, which stay as axes of size 1. */
export function mean(x: Value, axes: readonly number[]): Value {
  return axes.length === 0 ? x : apply(reduceMeanOp, [x], { axes });
}

/** Sum over all elements, a scalar. */
export function sumAll(x: Value): Value {
  return reshape(sum(x, [...x.shape.keys()]), []);
}

/** Mean over all elements, a scalar. */
export function meanAll(x: Value): Value {
  return reshape(mean(x, [...x.shape.keys()]), []);
}

/** The adjoint of broadcasting: sums a tensor over the axes along which `shape` was repeated. */
export function sumTo(x: Value, shape: Shape): Value {
  const lead = x.shape.length - shape.length;
  const axes = [...x.shape.keys()].filter(
    (axis) => axis < lead || (shape[axis - lead] === 1 && x.shape[axis] !== 1),
  );
  return reshape(sum(x, axes), shape);
}

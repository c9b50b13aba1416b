import {
  broadcastShapes,
  formatType,
  resolveAxis,
  type Shape,
  sameShape,
  sizeOf,
} from '../tensor-type.ts';
import { apply, defineOp, GraphError, type Op, type Value } from '../value.ts';

/** Same elements in the same order, other sizes. */
const reshapeOp: Op<[Value], { shape: Shape }> = defineOp({
  name: 'Reshape',
  infer([x], { shape }, reject) {
    if (sizeOf(shape) !== sizeOf(x.shape)) {
      reject(
        `[${shape.join(',')}] has ${sizeOf(shape)} elements, ${formatType(x)} has ${sizeOf(x.shape)}`,
      );
    }
    return { dtype: x.dtype, shape };
  },
  gradient: (g, { inputs: [x] }) => [() => reshape(g, x.shape)],
});

/** Output axis `i` is input axis `perm[i]`. */
const transposeOp: Op<[Value], { perm: readonly number[] }> = defineOp({
  name: 'Transpose',
  infer([x], { perm }, reject) {
    const isPermutation =
      perm.length === x.shape.length && x.shape.every((_, axis) => perm.includes(axis));
    if (!isPermutation)
      reject(`[${perm.join(',')}] is not a permutation of ${x.shape.length} axes`);
    return { dtype: x.dtype, shape: perm.map((axis) => x.shape[axis] ?? 0) };
  },
  gradient: (g, { attributes: { perm } }) => [
    () =>
      transpose(
        g,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
  ],
});

/** A half-open range of one axis. */
const sliceOp: Op<[Value], { axis: number; start: number; end: number; step: number }> = defineOp({
  name: 'Slice',
  infer([x], { axis, start, end, step }, reject) {
    const size = x.shape[axis] ?? 0;
    const isRange = Number.isInteger(start) && Number.isInteger(end);
    if (!isRange || start < 0 || start >= end || end > size) {
      reject(`range [${start}, ${end}) is not within axis ${axis} of size ${size}`);
    }
    if (!(Number.isInteger(step) && step >= 1))
      reject(`step ${step} is not a positive whole number`);
    return { dtype: x.dtype, shape: x.shape.with(axis, Math.ceil((end - start) / step)) };
  },
  gradient: (g, { inputs: [x], attributes: { axis, start, step } }) => [
    () => {
      const spread = step === 1 ? g : dilate(g, axis, step);
      const after = (x.shape[axis] ?? 0) - start - (spread.shape[axis] ?? 0);
      return after < 0
        ? pad(slice(spread, axis, 0, (x.shape[axis] ?? 0) - start), axis, start, 0)
        : pad(spread, axis, start, after);
    },
  ],
});

/** Zeros before and after along one axis. */
const padOp: Op<[Value], { axis: number; before: number; after: number }> = defineOp({
  name: 'Pad',
  infer([x], { axis, before, after }, reject) {
    const size = x.shape[axis];
    if (size === undefined) return reject(`no axis ${axis} in ${formatType(x)}`);
    if (before < 0 || after < 0) reject(`cannot pad axis ${axis} by ${before} and ${after}`);
    return { dtype: x.dtype, shape: x.shape.with(axis, before + size + after) };
  },
  gradient: (g, { inputs: [x], attributes: { axis, before } }) => [
    () => slice(g, axis, before, before + (x.shape[axis] ?? 0)),
  ],
});

/** One tensor after another along an axis. */
const concatOp: Op<readonly Value[], { axis: number }> = defineOp({
  name: 'Concat',
  infer(parts, { axis }, reject) {
    const [first] = parts;
    if (first?.shape[axis] === undefined) return reject(`no axis ${axis} to concatenate along`);
    let total = 0;
    for (const part of parts) {
      const isSameRank = part.shape.length === first.shape.length;
      if (!isSameRank || !sameShape(part.shape.with(axis, 1), first.shape.with(axis, 1))) {
        reject(`${formatType(part)} does not continue ${formatType(first)} along axis ${axis}`);
      }
      total += part.shape[axis] ?? 0;
    }
    return { dtype: first.dtype, shape: first.shape.with(axis, total) };
  },
  gradient: (g, { inputs: parts, attributes: { axis } }) => {
    let end = 0;
    return parts.map((part) => {
      const start = end;
      end += part.shape[axis] ?? 0;
      const range = [start, end] as const;
      return () => slice(g, axis, ...range);
    });
  },
});

/** Repeats axes of size 1 (and new leading axes) up to a shape. The loop sums the gradient back. */
const expandOp: Op<[Value], { shape: Shape }> = defineOp({
  name: 'Expand',
  infer([x], { shape }, reject) {
    const broadcast = broadcastShapes(x.shape, shape);
    if (!broadcast || !sameShape(broadcast, shape)) {
      reject(`${formatType(x)} does not broadcast to [${shape.join(',')}]`);
    }
    return { dtype: x.dtype, shape };
  },
  gradient: (g) => [() => g],
});

/** The elements along some axes in reverse order. */
const reverseOp: Op<[Value], { axes: readonly number[] }> = defineOp({
  name: 'Reverse',
  infer([x], { axes }, reject) {
    for (const axis of axes) {
      if (x.shape[axis] === undefined) reject(`no axis ${axis} in ${formatType(x)}`);
    }
    return { dtype: x.dtype, shape: x.shape };
  },
  gradient: (g, { attributes: { axes } }) => [() => reverse(g, axes)],
});

export const movementOps = [reshapeOp, transposeOp, sliceOp, padOp, concatOp, expandOp, reverseOp];

/** Same elements in the same order under another shape of the same size. */
export function reshape(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(reshapeOp, [x], { shape });
}

/** Reorders axes: output axis `i` is input axis `perm[i]`. */
export function transpose(x: Value, perm: readonly number[]): Value {
  return apply(transposeOp, [x], { perm });
}

/** Elements `start`, `start + step`, … below `end` of one axis. Whole axes come back unchanged. */
export function slice(x: Value, axis: number, start: number, end: number, step = 1): Value {
  const index = resolveAxis(axis, x.shape.length) ?? axis;
  if (start === 0 && step === 1 && end === x.shape[index]) return x;
  return apply(sliceOp, [x], { axis: index, start, end, step });
}

/** Adds zeros before and after along one axis. */
export function pad(x: Value, axis: number, before: number, after: number): Value {
  const index = resolveAxis(axis, x.shape.length) ?? axis;
  return before === 0 && after === 0 ? x : apply(padOp, [x], { axis: index, before, after });
}

/** Joins tensors that agree on all other axes. */
export function concat(parts: readonly Value[], axis: number): Value {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  return apply(concatOp, parts, { axis: resolveAxis(axis, first?.shape.length ?? 0) ?? axis });
}

/** Broadcasts to a shape. */
export function expand(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(expandOp, [x], { shape });
}

/** Reverses the order along the given axes. */
export function reverse(x: Value, axes: readonly number[]): Value {
  return apply(reverseOp, [x], { axes });
}

/**
 * Cuts an axis into equal parts.
 * @throws GraphError where it does not divide
 */
export function chunk(x: Value, count: number, axis: number): Value[] {
  const index = resolveAxis(axis, x.shape.length) ?? axis;
  const size = (x.shape[index] ?? 0) / count;
  if (!Number.isInteger(size)) {
    throw new GraphError(`chunk: axis ${axis} of ${formatType(x)} does not divide into ${count}`);
  }
  return Array.from({ length: count }, (_, i) => slice(x, index, i * size, (i + 1) * size));
}

/** Puts `step − 1` zeros after every element of an axis: the adjoint of a strided slice. */
export function dilate(x: Value, axis: number, step: number): Value {
  const size = x.shape[axis] ?? 0;
  const split = x.shape.toSpliced(axis + 1, 0, 1);
  return reshape(pad(reshape(x, split), axis + 1, 0, step - 1), x.shape.with(axis, size * step));
}

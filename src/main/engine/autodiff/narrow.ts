import { concat, gemm, slice } from '../graph/ops/index.ts';
import { type Shape, sameShape } from '../graph/tensor-type.ts';
import type { Node, Value } from '../graph/value.ts';

/**
 * A range of one axis of a gradient, computed without the rest where its op allows: of a weight
 * gradient `Gᵀ·[a, b]`, the columns of `a` are `Gᵀ·a`.
 */
export function narrow(value: Value, axis: number, start: number, end: number): Value {
  if (value.kind !== 'node') return slice(value, axis, start, end);
  switch (value.op.name) {
    case 'Concat':
      return narrowConcat(value, axis, start, end);
    case 'Gemm':
      return narrowGemm(value, axis, start, end);
    default:
      return slice(value, axis, start, end);
  }
}

function narrowConcat(value: Node, axis: number, start: number, end: number): Value {
  const along = value.attributes['axis'] as number;
  if (axis !== along) {
    return concat(
      value.inputs.map((part) => narrow(part, axis, start, end)),
      along,
    );
  }
  let offset = 0;
  const parts: Value[] = [];
  for (const part of value.inputs) {
    const size = part.shape[axis] ?? 0;
    const [from, to] = [Math.max(start - offset, 0), Math.min(end - offset, size)];
    if (from < to) parts.push(narrow(part, axis, from, to));
    offset += size;
  }
  return concat(parts, axis);
}

function narrowGemm(value: Node, axis: number, start: number, end: number): Value {
  const [a, b, bias] = value.inputs as [Value, Value, Value?];
  const { transA, transB } = value.attributes as { transA: boolean; transB: boolean };
  return axis === 0
    ? gemm(narrow(a, transA ? 1 : 0, start, end), b, transA, transB, bias)
    : gemm(
        a,
        narrow(b, transB ? 0 : 1, start, end),
        transA,
        transB,
        bias && narrow(bias, 0, start, end),
      );
}

/**
 * The sum of gradients that arrive from slices of one value: where the slices tile it, their
 * concatenation. `undefined` where they do not.
 */
export function joinSlices(parts: readonly Value[], shape: Shape): Value | undefined {
  const pads = parts.filter((part): part is Node => part.kind === 'node' && part.op.name === 'Pad');
  const axis = pads[0]?.attributes['axis'] as number;
  if (parts.length < 2 || pads.length < parts.length) return undefined;
  if (pads.some((part) => part.attributes['axis'] !== axis)) return undefined;
  const before = (part: Node) => part.attributes['before'] as number;
  const pieces = pads.toSorted((a, b) => before(a) - before(b));
  let end = 0;
  for (const piece of pieces) {
    if (before(piece) !== end) return undefined;
    end += piece.inputs[0]?.shape[axis] ?? 0;
  }
  const joined = concat(
    pieces.map((piece) => piece.inputs[0] as Value),
    axis,
  );
  return sameShape(joined.shape, shape) ? joined : undefined;
}

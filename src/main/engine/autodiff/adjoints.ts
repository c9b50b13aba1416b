import { add, concat, gemm, reshape } from '../graph/ops/index.ts';
import { type Shape, sameShape } from '../graph/tensor-type.ts';
import type { Node, Value } from '../graph/value.ts';

/** The gradients that have arrived at values so far, and their sums. */
export class Adjoints {
  private readonly parts = new Map<Value, Value[]>();
  /** How often each gradient was handed on. */
  private readonly uses = new Map<Value, number>();
  private readonly gained = new Set<Value>();

  /** Adds a gradient, of the value's shape. */
  add(value: Value, gradient: Value): void {
    this.uses.set(gradient, (this.uses.get(gradient) ?? 0) + 1);
    this.parts.set(value, [...(this.parts.get(value) ?? []), gradient]);
    if (value.kind !== 'node') this.gained.add(value);
  }

  /** The sum of what has arrived at a value; `undefined` where nothing has. */
  total(value: Value): Value | undefined {
    const parts = this.parts.get(value);
    if (!parts) return undefined;
    const isShared = (gradient: Value) => (this.uses.get(gradient) ?? 0) > 1;
    const total =
      joinSlices(parts, value.shape) ?? parts.reduce((a, b) => accumulate(a, b, isShared));
    this.parts.set(value, [total]);
    return total;
  }

  /** The sums so far of the inputs and parameters that have gained since this was last asked. */
  settleLeaves(): Value[] {
    const totals = [...this.gained].map((leaf) => this.total(leaf) as Value);
    this.gained.clear();
    return totals;
  }
}

/**
 * The sum of two gradients of one value. A matrix product adds the other as it is computed.
 * @param isShared whether a gradient is wanted elsewhere too: then it is computed on its own
 */
function accumulate(a: Value, b: Value, isShared: (gradient: Value) => boolean): Value {
  for (const [gradient, other] of [
    [b, a],
    [a, b],
  ] as const) {
    const product = productOf(gradient, isShared);
    if (!product) continue;
    const [left, right] = product.inputs as [Value, Value];
    const { transA, transB } = product.attributes as { transA: boolean; transB: boolean };
    const sum = gemm(left, right, transA, transB, reshape(other, product.shape));
    return reshape(sum, a.shape);
  }
  return add(a, b);
}

/** The product of two matrices, as yet without a bias, that a gradient is or is a reshape of. */
function productOf(gradient: Value, isShared: (gradient: Value) => boolean): Node | undefined {
  if (gradient.kind !== 'node' || isShared(gradient)) return undefined;
  const [first] = gradient.inputs;
  if (gradient.op.name === 'Reshape' && first) return productOf(first, isShared);
  return gradient.op.name === 'Gemm' && gradient.inputs.length === 2 ? gradient : undefined;
}

/**
 * The sum of gradients that arrive from slices of one value: where the slices tile it, their
 * concatenation. `undefined` where they do not.
 */
function joinSlices(parts: readonly Value[], shape: Shape): Value | undefined {
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

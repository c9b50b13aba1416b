import { add, mul, reshape, slice } from '../graph/ops/index.ts';
import { type Node, scalar, type Value } from '../graph/value.ts';

/**
 * Where the gradient rule of a node gets the forward pass's values from.
 * @param upstream the gradient that arrived at the node's output
 */
export type Activations = (node: Node, upstream: Value) => (value: Value) => Value;

/** Every activation stays in memory until its rule has used it. */
export const keepAll: Activations = () => (value) => value;

/**
 * Activations computed a second time during the backward pass, from a few that are kept
 * (Chen et al. 2016, "Training deep nets with sublinear memory cost").
 *
 * The kept values cut the graph into stretches. Two things must hold for this to save memory in a
 * static graph: the runtime must not merge the second computation with the first, and must not run
 * it before the stretch behind it is done with. So a stretch starts from its kept values plus zero
 * times one element of everything that must come first: the gradient that enters the stretch, and
 * the parameter gradients that the stretch behind it has given.
 *
 * @param order the forward graph, each value after its inputs
 * @param finished the gradients of inputs and parameters that were added to since it was last called
 */
export function recomputeFrom(
  kept: ReadonlySet<Value>,
  order: readonly Value[],
  finished: () => readonly Value[],
): Activations {
  const stretchOf = cutAt(kept, order);
  const stretches = new Map<number, (value: Value) => Value>();
  return (node, upstream) => {
    const index = stretchOf.get(node) ?? 0;
    const stretch =
      stretches.get(index) ?? recomputeStretch(kept, zeroAfter([upstream, ...finished()]));
    stretches.set(index, stretch);
    return stretch;
  };
}

/** For every value, how many kept values lie one behind the other on its longest way from the leaves. */
function cutAt(kept: ReadonlySet<Value>, order: readonly Value[]): ReadonlyMap<Value, number> {
  const stretchOf = new Map<Value, number>();
  for (const value of order) {
    const operands = value.kind === 'node' ? value.inputs : [];
    const stretch = operands.map((x) => (stretchOf.get(x) ?? 0) + (kept.has(x) ? 1 : 0));
    stretchOf.set(value, Math.max(0, ...stretch));
  }
  return stretchOf;
}

function recomputeStretch(kept: ReadonlySet<Value>, zero: Value): (value: Value) => Value {
  const recomputed = new Map<Value, Value>();
  const get = (value: Value): Value => {
    if (value.kind !== 'node') return value;
    const known = recomputed.get(value);
    if (known) return known;
    const again = kept.has(value) ? add(value, zero) : { ...value, inputs: value.inputs.map(get) };
    recomputed.set(value, again);
    return again;
  };
  return get;
}

/** A zero that cannot be had before all the given values are. */
function zeroAfter(values: readonly Value[]): Value {
  const first = (value: Value) =>
    reshape(
      [...value.shape.keys()].reduce((part, axis) => slice(part, axis, 0, 1), value),
      [],
    );
  return mul(values.map(first).reduce(add), scalar(0));
}

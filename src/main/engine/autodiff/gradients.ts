import { add, sumTo } from '../graph/ops/index.ts';
import {
  constant,
  describe,
  GraphError,
  type Node,
  topological,
  type Value,
} from '../graph/value.ts';
import { joinSlices, narrow } from './narrow.ts';
import { keepAll, recomputeFrom } from './rematerialise.ts';

/**
 * Reverse-mode differentiation: the gradients of a scalar with respect to any values of its graph,
 * as graph nodes.
 *
 * A target may also be a `slice` of an input or parameter that the graph uses whole (the attention
 * columns of a fused weight): then no more is computed than that part needs.
 *
 * @param loss a value with one element
 * @param targets inputs, parameters, intermediate values, or slices of inputs and parameters
 * @param keep where given, the backward pass holds only these activations and computes the others
 *   again from them, one stretch between two kept values at a time. Give the outputs of a model's
 *   blocks: memory then grows with their number instead of with every intermediate result.
 * @returns one gradient for each target, of its shape
 * @throws GraphError where the loss is no scalar, does not depend on a target, or reaches it only
 *   through something that has no gradient
 */
export function gradients(
  loss: Value,
  targets: readonly Value[],
  keep?: readonly Value[],
): Value[] {
  if (loss.shape.some((size) => size !== 1)) {
    throw new GraphError(`gradients: the loss must have one element, not ${describe(loss)}`);
  }
  const order = topological([loss]);
  const inGraph = new Set(order);
  const sources = new Map(targets.map((target) => [target, sourceOf(target, inGraph)]));
  const needed = dependents(order, new Set(sources.values()));
  const activations = keep ? recomputeFrom(new Set(keep), order) : keepAll;

  const contributions = new Map<Value, Value[]>([[loss, [constant([1], loss.shape)]]]);
  const upstreamOf = (value: Value): Value | undefined => {
    const parts = contributions.get(value);
    if (!parts) return undefined;
    const total = joinSlices(parts, value.shape) ?? parts.reduce(add);
    contributions.set(value, [total]);
    return total;
  };

  for (const value of order.toReversed()) {
    if (value.kind !== 'node' || !needed.has(value)) continue;
    const upstream = upstreamOf(value);
    if (!upstream) continue;
    const forward = activations(value, upstream);
    const rules = value.op.gradient(upstream, {
      inputs: value.inputs.map(forward),
      attributes: value.attributes,
      output: forward(value),
    });
    for (const [index, operand] of value.inputs.entries()) {
      if (!needed.has(operand)) continue;
      const gradient = evaluate(rules[index], value, operand);
      const parts = contributions.get(operand) ?? [];
      contributions.set(operand, [...parts, sumTo(gradient, operand.shape)]);
    }
  }

  return targets.map((target) => {
    const source = sources.get(target) ?? target;
    if (source === target) return upstreamOf(target) ?? unreached(target);
    const parts = contributions.get(source) ?? unreached(target);
    const { axis, start, end } = rangeOf(target);
    return parts.map((part) => narrow(part, axis, start, end)).reduce(add);
  });
}

function unreached(target: Value): never {
  throw new GraphError(`gradients: the loss does not depend on ${describe(target)}`);
}

/** The value in the graph that a target is, or is a slice of. */
function sourceOf(target: Value, inGraph: ReadonlySet<Value>): Value {
  if (inGraph.has(target)) return target;
  const [whole] = target.kind === 'node' && target.op.name === 'Slice' ? target.inputs : [];
  return whole && whole.kind !== 'node' && inGraph.has(whole) ? whole : unreached(target);
}

function rangeOf(target: Value): { axis: number; start: number; end: number } {
  const { axis, start, end } = (target as Node).attributes as Record<string, number>;
  return { axis: axis ?? 0, start: start ?? 0, end: end ?? 0 };
}

/** The values on a path from one of the sources to the end. */
function dependents(order: readonly Value[], sources: ReadonlySet<Value>): ReadonlySet<Value> {
  const found = new Set<Value>(sources);
  for (const value of order) {
    if (value.kind === 'node' && value.inputs.some((operand) => found.has(operand)))
      found.add(value);
  }
  return found;
}

function evaluate(
  rule: ReturnType<Node['op']['gradient']>[number] | undefined,
  node: Node,
  operand: Value,
): Value {
  if (typeof rule === 'function') return rule();
  const why = rule ? rule.noGradient : 'its rule gives none';
  throw new GraphError(`${node.op.name}: no gradient for ${describe(operand)}: ${why}`);
}

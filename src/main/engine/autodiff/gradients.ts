import { sumTo } from '../graph/ops/index.ts';
import {
  constant,
  describe,
  GraphError,
  type Node,
  topological,
  type Value,
} from '../graph/value.ts';
import { accumulate, joinSlices } from './accumulate.ts';
import { keepAll, recomputeFrom } from './rematerialise.ts';

/**
 * Reverse-mode differentiation: the gradients of a scalar with respect to any values of its graph,
 * as graph nodes.
 *
 * @param loss a value with one element
 * @param targets inputs, parameters or intermediate values
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
  const needed = dependents(order, targets);
  const activations = keep ? recomputeFrom(new Set(keep), order) : keepAll;

  const contributions = new Map<Value, Value[]>([[loss, [constant([1], loss.shape)]]]);
  const uses = new Map<Value, number>();
  const isShared = (gradient: Value) => (uses.get(gradient) ?? 0) > 1;
  const upstreamOf = (value: Value): Value | undefined => {
    const parts = contributions.get(value);
    if (!parts) return undefined;
    const total =
      joinSlices(parts, value.shape) ?? parts.reduce((a, b) => accumulate(a, b, isShared));
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
      const gradient = sumTo(evaluate(rules[index], value, operand), operand.shape);
      uses.set(gradient, (uses.get(gradient) ?? 0) + 1);
      contributions.set(operand, [...(contributions.get(operand) ?? []), gradient]);
    }
  }

  return targets.map((target) => upstreamOf(target) ?? unreached(target));
}

function unreached(target: Value): never {
  throw new GraphError(`gradients: the loss does not depend on ${describe(target)}`);
}

/** The targets, and the values that are computed from them. */
function dependents(order: readonly Value[], targets: readonly Value[]): ReadonlySet<Value> {
  const found = new Set<Value>(targets);
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

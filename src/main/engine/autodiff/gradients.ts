import { sumTo } from '../graph/ops/index.ts';
import {
  constant,
  describe,
  GraphError,
  type Node,
  topological,
  type Value,
} from '../graph/value.ts';
import { Adjoints } from './adjoints.ts';
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
 * @throws GraphError where the loss is no scalar, does not depend on a target, or depends on it through
 *   something that has no gradient
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
  const adjoints = new Adjoints();
  const activations = keep
    ? recomputeFrom(new Set(keep), order, () => adjoints.settleLeaves())
    : keepAll;

  adjoints.add(loss, constant([1], loss.shape));
  for (const value of order.toReversed()) {
    if (value.kind !== 'node' || !needed.has(value)) continue;
    const upstream = adjoints.total(value);
    if (!upstream) continue;
    const forward = activations(value, upstream);
    const rules = value.op.gradient(upstream, {
      inputs: value.inputs.map(forward),
      attributes: value.attributes,
      output: forward(value),
    });
    for (const [index, operand] of value.inputs.entries()) {
      if (!needed.has(operand)) continue;
      adjoints.add(operand, sumTo(evaluate(rules[index], value, operand), operand.shape));
    }
  }

  return targets.map((target) => adjoints.total(target) ?? unreached(target));
}

function unreached(target: Value): never {
  throw new GraphError(`gradients: the loss does not depend on ${describe(target)}`);
}

/**
 * The targets, and the values that are computed from them.
 * @param order each value after its inputs
 */
export function dependents(order: readonly Value[], targets: readonly Value[]): ReadonlySet<Value> {
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

import { gradients } from '../autodiff/gradients.ts';
import { mul, sumAll } from '../graph/ops/index.ts';
import { input } from '../graph/value.ts';
import { Parameters } from '../nn/parameters.ts';
import { compile, type Program } from '../runtime/program.ts';
import type { Executor } from '../runtime/sessions.ts';
import { float32, float32Data, type Tensor, type Tensors } from '../runtime/tensor.ts';
import { type Adapter, adaptedGraph, adapterFeeds } from './adapter.ts';
import type { DifferentiableFlow } from './flow.ts';
import { type FlowModel, type VelocityGraph, velocityGraph } from './flow-model.ts';

/**
 * A model as a flow.
 * @param adapter additions to its attention weights, for a model that was tuned
 * @throws WeightsError where the file does not hold exactly the model's tensors
 * @throws AdapterError where the additions are of another model
 */
export function modelFlow(
  model: FlowModel,
  executor: Executor,
  adapter?: Adapter,
): DifferentiableFlow {
  const adapted = adapter && adaptedGraph(model, adapter.rank);
  const weights = adapted?.weights ?? new Parameters();
  const graph = adapted ?? velocityGraph(model, weights);
  const feeds = adapted && adapter ? adapterFeeds(adapted, adapter) : {};
  const bound = { file: model.file, parameters: weights };
  const forward = compile({ velocity: graph.velocity }, bound);
  let backward: Program | undefined;

  const batch = [1, ...model.shape];
  const run = async (program: Program, more: Tensors, result: string, signal?: AbortSignal) => {
    const results = await executor.run(program, { ...feeds, ...more }, signal);
    return float32Data(results[result] as Tensor);
  };
  return {
    shape: model.shape,
    velocity(z, sigma, signal) {
      const at = { z: float32(z, batch), sigma: float32([sigma], [1]) };
      return run(forward, at, 'velocity', signal);
    },
    pullback(z, sigma, cotangent, signal) {
      backward ??= compile({ gradient: pulledBack(graph) }, bound);
      const at = { z: float32(z, batch), sigma: float32([sigma], [1]) };
      return run(backward, { ...at, cotangent: float32(cotangent, batch) }, 'gradient', signal);
    },
  };
}

function pulledBack({ z, velocity }: VelocityGraph) {
  const cotangent = input('cotangent', velocity);
  return gradients(sumAll(mul(velocity, cotangent)), [z])[0] as typeof velocity;
}

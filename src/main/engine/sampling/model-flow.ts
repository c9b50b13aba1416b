import { mul, sumAll } from '../graph/ops/index.ts';
import { input, type Value } from '../graph/value.ts';
import type { Executor } from '../runtime/sessions.ts';
import { float32, float32Data, type Tensor } from '../runtime/tensor.ts';
import { type Adapter, adapterFeeds } from './adapter.ts';
import type { DifferentiableFlow } from './flow.ts';
import { type FlowModel, type State, valueIn } from './flow-model.ts';
import { StagedModel } from './staged-model.ts';

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
  const staged = new StagedModel(model, executor, adapter?.rank);
  const additions = adapter ? adapterFeeds(staged.graph, adapter) : {};
  const batch = [1, ...model.shape];
  let pull: ReturnType<StagedModel['differentiable']> | undefined;

  return {
    shape: model.shape,
    async velocity(z, sigma, signal) {
      const at = { z: float32(z, batch), sigma: float32([sigma], [1]) };
      return float32Data(await staged.velocity({ ...additions, ...at }, signal));
    },
    async pullback(z, sigma, cotangent, signal) {
      pull ??= staged.differentiable({ loss: pulledBack, wanted: 'z' });
      const at = { z: float32(z, batch), sigma: float32([sigma], [1]) };
      const feeds = { ...additions, ...at, cotangent: float32(cotangent, batch) };
      return float32Data((await pull(feeds, signal)).gradients['z'] as Tensor);
    },
  };
}

function pulledBack(last: State): Value {
  const velocity = valueIn(last, 'velocity');
  return sumAll(mul(velocity, input('cotangent', velocity)));
}

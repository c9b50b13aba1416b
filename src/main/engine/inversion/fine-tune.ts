import { meanAll, mul, sub } from '../graph/ops/index.ts';
import { sizeOf } from '../graph/tensor-type.ts';
import { input, type Value } from '../graph/value.ts';
import type { Executor } from '../runtime/sessions.ts';
import { float32, float32Data, type Tensor } from '../runtime/tensor.ts';
import { type Adapter, adapterFeeds } from '../sampling/adapter.ts';
import type { Point } from '../sampling/flow.ts';
import { type FlowModel, type State, valueIn } from '../sampling/flow-model.ts';
import { modelFlow } from '../sampling/model-flow.ts';
import { Random } from '../sampling/random.ts';
import type { StagedGraph } from '../sampling/staged-graph.ts';
import { StagedModel } from '../sampling/staged-model.ts';
import { AdamW, type AdamWOptions } from '../train/optimiser.ts';
import { checkIterations, checkPoints, checkSigma, InversionError } from './settings.ts';

export interface FineTuneSettings {
  /** Noise level that the inversion will be at, in (0, 1). */
  readonly sigma: number;
  /** Steps of the optimiser; 15 in the paper. */
  readonly steps: number;
  readonly learningRate: number;
  /** Of the additions to the attention weights; small numbers for large models. */
  readonly rank: Adapter['rank'];
}

export interface FineTuneStep {
  /** From 0, of the model as it was. */
  readonly index: number;
  /** Mean of `(v_θ(y, σ) − v_frozen(ỹ, σ))²` before the step. */
  readonly loss: number;
  /** The additions that have this loss. */
  readonly adapter: Adapter;
}

const ADAM: AdamWOptions = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0 };

/**
 * Fine-tuned inversion: teaches the attention weights to see in the photo what the model sees in the
 * edited one, `min_θ ‖v_θ(y, σ) − v_frozen(ỹ, σ)‖²` (Oscillation Inversion, section on fine-tuned
 * inversion). The inversion is then done with `v_θ`. Every state is an event of the stream, the last
 * one that after all steps; the base weights are not touched.
 *
 * @param photo `y`
 * @param edited `ỹ`, the photo with rough strokes; it need not be realistic
 * @throws InversionError where settings or points are unusable, or the loss is not finite
 */
export async function* fineTune(
  model: FlowModel,
  executor: Executor,
  photo: Point,
  edited: Point,
  { sigma, steps, learningRate, rank }: FineTuneSettings,
  signal?: AbortSignal,
): AsyncGenerator<FineTuneStep> {
  checkSigma(sigma);
  checkIterations(steps);
  checkPoints(model, [photo, edited]);
  const staged = new StagedModel(model, executor, rank);
  const { graph } = staged;
  const values = initialValues(graph);
  const differentiate = staged.differentiable({ loss: distanceFromTarget, wanted: 'additions' });
  const shape = [1, ...model.shape];
  const fixed = {
    z: float32(photo, shape),
    sigma: float32([sigma], [1]),
    target: float32(await modelFlow(model, executor).velocity(edited, sigma, signal), shape),
  };
  const optimiser = new AdamW(values, ADAM);
  for (let index = 0; ; index++) {
    signal?.throwIfAborted();
    const feeds = { ...fixed, ...adapterFeeds(graph, { rank, values }) };
    const { loss, gradients } = await differentiate(feeds, signal);
    if (!Number.isFinite(loss)) {
      throw new InversionError(
        `the loss of fine-tuning at step ${index} is not finite: check the model, or take a lower σ`,
      );
    }
    yield { index, loss, adapter: { rank, values: copied(values) } };
    if (index === steps) return;
    const changes = graph.additions.map(({ name }) => [
      name,
      float32Data(gradients[name] as Tensor),
    ]);
    optimiser.step(Object.fromEntries(changes), learningRate);
  }
}

function copied(values: Adapter['values']): Adapter['values'] {
  return new Map([...values].map(([name, data]) => [name, data.slice()]));
}

function distanceFromTarget(last: State): Value {
  const velocity = valueIn(last, 'velocity');
  const error = sub(velocity, input('target', velocity));
  return meanAll(mul(error, error));
}

/** Additions of nothing: of a product, one factor is random, or neither would have a gradient. */
function initialValues({ additions }: StagedGraph): Map<string, Point> {
  return new Map(
    additions.map(({ name, shape }, index) => {
      const size = sizeOf(shape);
      const isFactor = name.endsWith('.lora_A');
      const spread = 1 / Math.sqrt(shape[1] ?? 1);
      return [name, isFactor ? new Random(index).normals(size, spread) : new Float32Array(size)];
    }),
  );
}

import { gradients } from '../autodiff/gradients.ts';
import { add, meanAll, mul, reshape, sub } from '../graph/ops/index.ts';
import {
  type Input,
  input,
  type Parameter,
  parameterName,
  scalar,
  type Value,
} from '../graph/value.ts';

/** What a loss is computed from, each an input of the graph under its own name. */
export interface FlowMatchingInputs {
  /** Clean data `x0`, `[n, …]`. */
  readonly image: Input;
  /** Standard normal noise `ε`, of the data's shape. */
  readonly noise: Input;
  /** Noise levels σ, `[n]`. */
  readonly sigma: Input;
}

export function flowMatchingInputs(shape: readonly number[]): FlowMatchingInputs {
  const named = (name: string, of: readonly number[]) =>
    input(name, { dtype: 'float32', shape: of });
  return {
    image: named('image', shape),
    noise: named('noise', shape),
    sigma: named('sigma', shape.slice(0, 1)),
  };
}

/**
 * The training loss of a rectified flow, the mean of `((ε − x0) − v(z, σ))²` with
 * `z = (1−σ)·x0 + σ·ε` (Oscillation Inversion, Eq. 2).
 * @param velocity builds the model
 */
export function flowMatchingLoss(
  { image, noise, sigma }: FlowMatchingInputs,
  velocity: (z: Value, sigma: Value) => Value,
): Value {
  const level = reshape(sigma, [...sigma.shape, ...image.shape.slice(1).fill(1)]);
  const z = add(mul(image, sub(scalar(1), level)), mul(noise, level));
  const error = sub(sub(noise, image), velocity(z, sigma));
  return meanAll(mul(error, error));
}

/** The gradient of a parameter among a graph's outputs: the plain name is the parameter's own. */
export function gradientName(parameter: Parameter): string {
  return `gradient of ${parameterName(parameter)}`;
}

/** The loss and its gradients with respect to parameters, as a graph's outputs. */
export function lossAndGradients(
  loss: Value,
  parameters: readonly Parameter[],
): Record<string, Value> {
  const wanted = gradients(loss, parameters);
  const named = parameters.map((parameter, i) => [gradientName(parameter), wanted[i] as Value]);
  return { loss, ...Object.fromEntries(named) };
}

import type { Shape } from '../graph/tensor-type.ts';
import { type Input, input, type Parameter, type Value } from '../graph/value.ts';
import type { Parameters } from '../nn/parameters.ts';
import type { SafetensorsFile } from '../weights/safetensors.ts';

/** A model of a rectified flow over its weights: what is inverted, tuned and differentiated. */
export interface FlowModel {
  /** Shape of a point, without a batch axis. */
  readonly shape: Shape;
  readonly file: SafetensorsFile;
  /** Builds the velocity at `z`, `[1, …shape]`, and noise level `sigma`, `[1]`. */
  readonly velocity: (weights: Parameters, z: Value, sigma: Value) => Value;
  /** Whether a weight is of the attention modules, which fine-tuned inversion trains. */
  readonly isAttention: (weight: Parameter) => boolean;
}

/** The velocity with the inputs that it is computed from, fed as `z` and `sigma`. */
export interface VelocityGraph {
  readonly z: Input;
  readonly sigma: Input;
  readonly velocity: Value;
}

export function velocityGraph({ shape, velocity }: FlowModel, weights: Parameters): VelocityGraph {
  const z = input('z', { dtype: 'float32', shape: [1, ...shape] });
  const sigma = input('sigma', { dtype: 'float32', shape: [1] });
  return { z, sigma, velocity: velocity(weights, z, sigma) };
}

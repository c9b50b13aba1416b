import type { Shape } from '../graph/tensor-type.ts';
import { GraphError, type Parameter, type Value } from '../graph/value.ts';
import type { Parameters } from '../nn/parameters.ts';
import type { Tensors } from '../runtime/tensor.ts';
import type { SafetensorsFile } from '../weights/safetensors.ts';

/** A model of a rectified flow over its weights: what is inverted, tuned and differentiated. */
export interface FlowModel {
  /** Shape of a point, without a batch axis. */
  readonly shape: Shape;
  readonly file: SafetensorsFile;
  /**
   * The velocity in stages that are computed one after the other, from the state `z`, `[1, …shape]`,
   * `sigma`, `[1]`, and the conditions, to the state `velocity`. What a large model needs of memory is
   * one stage, and the states between them.
   */
  readonly stages: readonly Stage[];
  /** What the first stage takes besides: a prompt. */
  readonly conditions?: Tensors;
  /** Whether a weight is of the attention modules, which fine-tuned inversion trains. */
  readonly isAttention: (weight: Parameter) => boolean;
  /** Whether its products may be computed in 16 bits, where a provider is faster at that. */
  readonly bearsHalfProducts?: boolean;
  /** Between pictures and points; absent where points are pictures, `[3, height, width]` in [−1, 1]. */
  readonly codec?: Codec;
  /** Told of each stage that is done of an evaluation, or of its way there and back. */
  readonly onStage?: (done: number, of: number) => void;
}

/** Named values that one stage hands to the next. */
export type State = Readonly<Record<string, Value>>;

/** @throws GraphError where the state has no value of that name */
export function valueIn(state: State, name: string): Value {
  const value = state[name];
  if (value) return value;
  throw new GraphError(`a stage needs ${name}, and is given ${Object.keys(state).join(', ')}`);
}

/** Builds the state behind a stage from that before it. A value it does not need it hands on as it is. */
export type Stage = (weights: Parameters, state: State) => State;

/** An autoencoder over its weights. */
export interface Codec {
  readonly encoder: Half;
  readonly decoder: Half;
}

/** The encoder or the decoder, with the tensors that are its own. */
export interface Half {
  readonly file: SafetensorsFile;
  /** Shape of what is given, without a batch axis. */
  readonly shape: Shape;
  /** Builds the point of a picture, or the picture of a point, with a batch axis. */
  readonly build: (weights: Parameters, given: Value) => Value;
}

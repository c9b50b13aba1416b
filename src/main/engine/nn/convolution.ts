import { add, conv2d, expand, layerNorm, mul, type Pads, reshape } from '../graph/ops/index.ts';
import { GraphError, type Value } from '../graph/value.ts';
import type { Parameters } from './parameters.ts';

/** The parts of a convolution that vary. */
export interface ConvolutionOptions {
  /** Output channels. */
  readonly out: number;
  /** Side of the square kernel. */
  readonly kernel: number;
  readonly stride?: number;
  /** Zeros around the image; as many as keep its size, unless told. */
  readonly pads?: Pads;
}

/** Convolution with `name.weight` `[out, in, kernel, kernel]` and `name.bias`. */
export function convolution(
  weights: Parameters,
  name: string,
  x: Value,
  { out, kernel, stride = 1, pads }: ConvolutionOptions,
): Value {
  const weight = weights.get(`${name}.weight`, [out, x.shape[1] ?? 0, kernel, kernel]);
  const margin = (kernel - 1) / 2;
  const around: Pads = pads ?? [margin, margin, margin, margin];
  return conv2d(x, weight, weights.get(`${name}.bias`, [out]), stride, around);
}

/**
 * Group normalisation with `name.weight` and `name.bias` per channel. Written as a layer
 * normalisation of each group, since not every provider has the operator.
 * @param x `[n, channels, h, w]`
 */
export function groupNorm(
  weights: Parameters,
  name: string,
  x: Value,
  groups: number,
  epsilon: number,
): Value {
  const [n = 0, channels = 0, h = 0, w = 0] = x.shape;
  if (channels % groups !== 0) {
    throw new GraphError(`${name}: ${channels} channels do not divide into ${groups} groups`);
  }
  const grouped = reshape(x, [n, groups, (channels / groups) * h * w]);
  const normalised = reshape(layerNorm(grouped, epsilon), x.shape);
  const perChannel = (part: string) =>
    reshape(weights.get(`${name}.${part}`, [channels]), [channels, 1, 1]);
  return add(mul(normalised, perChannel('weight')), perChannel('bias'));
}

/** Doubles an image by repeating pixels, `[n, c, h, w]` → `[n, c, 2h, 2w]`. */
export function upsampleNearest(x: Value): Value {
  const [n = 0, channels = 0, h = 0, w = 0] = x.shape;
  const repeated = expand(reshape(x, [n, channels, h, 1, w, 1]), [n, channels, h, 2, w, 2]);
  return reshape(repeated, [n, channels, 2 * h, 2 * w]);
}

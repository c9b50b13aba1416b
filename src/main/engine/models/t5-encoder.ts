import {
  add,
  expand,
  gelu,
  matmul,
  mul,
  reshape,
  rmsNorm,
  slice,
  transpose,
} from '../graph/ops/index.ts';
import { constant, type Value } from '../graph/value.ts';
import { attention } from '../nn/attention.ts';
import { linear } from '../nn/linear.ts';
import type { Parameters } from '../nn/parameters.ts';

/**
 * The encoder of T5 1.1 (Raffel et al. 2020; `T5EncoderModel` of transformers with gated GELU), whose
 * states are FLUX's text tokens. Weights carry the official checkpoint's names.
 */
export interface T5Config {
  readonly vocabSize: number;
  readonly dModel: number;
  /** Channels of a head. */
  readonly dKv: number;
  readonly dFf: number;
  readonly numLayers: number;
  readonly numHeads: number;
  readonly layerNormEpsilon: number;
  readonly relativeAttentionNumBuckets: number;
  readonly relativeAttentionMaxDistance: number;
}

/** T5-XXL, the one FLUX takes (`google/t5-v1_1-xxl`). */
export const T5_XXL: T5Config = {
  vocabSize: 32_128,
  dModel: 4096,
  dKv: 64,
  dFf: 10_240,
  numLayers: 24,
  numHeads: 64,
  layerNormEpsilon: 1e-6,
  relativeAttentionNumBuckets: 32,
  relativeAttentionMaxDistance: 128,
};

/** Table of token embeddings, whose rows are the encoder's input. */
export const T5_TOKENS = 'shared.weight';

export interface T5Inputs {
  /** Rows of {@link T5_TOKENS} for a text's tokens, `[1, tokens, dModel]`. */
  readonly tokens: Value;
  /** Added to all scores of a key, `[1, 1, tokens]`; FLUX has none, and attends to the padding. */
  readonly keyBias?: Value;
}

export interface T5Outputs {
  /** `[1, tokens, dModel]` */
  readonly lastHiddenState: Value;
  /** What every block was given; shapes as above. */
  readonly hiddenStates: readonly Value[];
  /** Added to the scores of every block, `[heads, tokens, tokens]`. */
  readonly positionBias: Value;
}

export function t5Encoder(
  weights: Parameters,
  config: T5Config,
  { tokens, keyBias }: T5Inputs,
): T5Outputs {
  const { vocabSize, dModel, layerNormEpsilon } = config;
  // Looked up where it lies; asked for so that it is known to belong to the model.
  weights.get(T5_TOKENS, [vocabSize, dModel]);
  const positionBias = relativeBias(weights, config, tokens.shape[1] ?? 0);
  const bias = keyBias ? add(positionBias, keyBias) : positionBias;
  let x = tokens;
  const hiddenStates: Value[] = [];
  for (let i = 0; i < config.numLayers; i++) {
    hiddenStates.push(x);
    x = block(weights, config, `encoder.block.${i}`, x, bias);
  }
  const scale = weights.get('encoder.final_layer_norm.weight', [dModel]);
  return { lastHiddenState: rmsNorm(x, scale, layerNormEpsilon), hiddenStates, positionBias };
}

function block(weights: Parameters, config: T5Config, name: string, x: Value, bias: Value): Value {
  const { dModel, dKv, dFf, numHeads, layerNormEpsilon } = config;
  const project = (part: string, value: Value, out: number) =>
    linear(weights, `${name}.${part}`, value, { out, bias: false });
  const norm = (layer: number, value: Value) =>
    rmsNorm(
      value,
      weights.get(`${name}.layer.${layer}.layer_norm.weight`, [dModel]),
      layerNormEpsilon,
    );

  const normed = norm(0, x);
  const [q, k, v] = ['q', 'k', 'v'].map((part) =>
    project(`layer.0.SelfAttention.${part}`, normed, numHeads * dKv),
  ) as [Value, Value, Value];
  // T5 does not divide its scores by √size.
  const mixed = attention(q, k, v, numHeads, { bias });
  const attended = add(x, project('layer.0.SelfAttention.o', mixed, dModel));

  const input = norm(1, attended);
  const gate = gelu(project('layer.1.DenseReluDense.wi_0', input, dFf));
  const hidden = mul(gate, project('layer.1.DenseReluDense.wi_1', input, dFf));
  return add(attended, project('layer.1.DenseReluDense.wo', hidden, dModel));
}

/**
 * The learned bias of every pair of tokens by how far apart they are, shared by all blocks.
 *
 * First the biases by distance `d`, in a row `r` that is repeated for every query. Read in rows of one less,
 * row `i` begins with `r` at `i`: its column `c` holds `r[c − i]`, so one stretch of columns has for every
 * query what its keys are apart.
 * @returns `[heads, length, length]`
 */
function relativeBias(weights: Parameters, config: T5Config, length: number): Value {
  const { relativeAttentionNumBuckets: buckets, numHeads } = config;
  const table = weights.get(
    'encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight',
    [buckets, numHeads],
  );
  // From the furthest key before to the furthest behind, and one unused.
  const distances = 2 * length;
  const chosen = new Float32Array(distances * buckets);
  for (let i = 0; i < distances - 1; i++) {
    chosen[i * buckets + relativeBucket(config, i - (length - 1))] = 1;
  }
  const byDistance = transpose(matmul(constant(chosen, [distances, buckets]), table), [1, 0]);
  const repeated = expand(reshape(byDistance, [numHeads, 1, distances]), [
    numHeads,
    length,
    distances,
  ]);
  const flat = reshape(repeated, [numHeads, length * distances]);
  const shorter = slice(flat, 1, 0, length * (distances - 1));
  const skewed = reshape(shorter, [numHeads, length, distances - 1]);
  return slice(skewed, 2, length - 1, distances - 1);
}

/**
 * Bucket of a relative position: half of them for keys behind the query, half for those before; near
 * ones each to themselves, further ones together by the logarithm of their distance
 * (`_relative_position_bucket` of transformers).
 * @param relative position of the key minus that of the query
 */
export function relativeBucket(config: T5Config, relative: number): number {
  const half = config.relativeAttentionNumBuckets / 2;
  const exact = half / 2;
  const distance = Math.abs(relative);
  const growth = Math.log(distance / exact) / Math.log(config.relativeAttentionMaxDistance / exact);
  const bucket =
    distance < exact ? distance : Math.min(half - 1, exact + Math.trunc(growth * (half - exact)));
  return bucket + (relative > 0 ? half : 0);
}

import { add, layerNorm, mul, sigmoid } from '../graph/ops/index.ts';
import { constant, GraphError, scalar, type Value } from '../graph/value.ts';
import { attention } from '../nn/attention.ts';
import { linear } from '../nn/linear.ts';
import type { Parameters } from '../nn/parameters.ts';

/**
 * The text encoder of CLIP (Radford et al. 2021; `CLIPTextModel` of transformers), of which FLUX takes
 * the pooled vector. Weights carry the official checkpoint's names.
 */
export interface ClipTextConfig {
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly numHiddenLayers: number;
  readonly numAttentionHeads: number;
  readonly maxPositionEmbeddings: number;
  readonly layerNormEps: number;
  /** Token that ends a text; 2 stands for the highest number, as the first published config has it. */
  readonly eosTokenId: number;
}

/** CLIP-L, the one FLUX takes (`openai/clip-vit-large-patch14`). */
export const CLIP_L: ClipTextConfig = {
  vocabSize: 49_408,
  hiddenSize: 768,
  intermediateSize: 3072,
  numHiddenLayers: 12,
  numAttentionHeads: 12,
  maxPositionEmbeddings: 77,
  layerNormEps: 1e-5,
  eosTokenId: 2,
};

/** Table of token embeddings, whose rows are the encoder's input. */
export const CLIP_TOKENS = 'text_model.embeddings.token_embedding.weight';

export interface ClipTextOutputs {
  /** `[batch, tokens, hiddenSize]` */
  readonly lastHiddenState: Value;
  /** The embeddings, then every layer's output, before the last norm; shapes as above. */
  readonly hiddenStates: readonly Value[];
}

/**
 * Builds the encoder.
 * @param tokens rows of {@link CLIP_TOKENS} for a text's tokens, `[batch, tokens, hiddenSize]`
 */
export function clipText(
  weights: Parameters,
  config: ClipTextConfig,
  tokens: Value,
): ClipTextOutputs {
  const { hiddenSize, vocabSize, maxPositionEmbeddings, layerNormEps } = config;
  const [, length = 0] = tokens.shape;
  if (length > maxPositionEmbeddings) {
    throw new GraphError(`clip: ${length} tokens, and at most ${maxPositionEmbeddings} fit`);
  }
  // Looked up where it lies; asked for so that it is known to belong to the model.
  weights.get(CLIP_TOKENS, [vocabSize, hiddenSize]);
  const positions = weights.get(
    'text_model.embeddings.position_embedding.weight',
    [maxPositionEmbeddings, hiddenSize],
    { axis: 0, start: 0, end: length },
  );
  const layer: Layer = { weights, config, mask: causalMask(length) };
  const hiddenStates = [add(tokens, positions)];
  for (let i = 0; i < config.numHiddenLayers; i++) {
    hiddenStates.push(
      encoderLayer(layer, `text_model.encoder.layers.${i}`, hiddenStates[i] as Value),
    );
  }
  const last = hiddenStates.at(-1) as Value;
  return {
    lastHiddenState: norm(weights, 'text_model.final_layer_norm', last, layerNormEps),
    hiddenStates,
  };
}

/**
 * The token whose last state stands for the whole text: the first that ends it.
 * @param ids of one text
 */
export function pooledToken({ eosTokenId }: ClipTextConfig, ids: readonly number[]): number {
  return eosTokenId === 2 ? ids.indexOf(Math.max(...ids)) : Math.max(0, ids.indexOf(eosTokenId));
}

/** What all layers share. */
interface Layer {
  readonly weights: Parameters;
  readonly config: ClipTextConfig;
  readonly mask: Value;
}

function encoderLayer({ weights, config, mask }: Layer, name: string, x: Value): Value {
  const { hiddenSize, intermediateSize, numAttentionHeads, layerNormEps } = config;
  const project = (part: string, value: Value, out: number) =>
    linear(weights, `${name}.${part}`, value, { out });

  const normed = norm(weights, `${name}.layer_norm1`, x, layerNormEps);
  const [q, k, v] = ['q', 'k', 'v'].map((part) =>
    project(`self_attn.${part}_proj`, normed, hiddenSize),
  ) as [Value, Value, Value];
  const scaled = mul(q, scalar(1 / Math.sqrt(hiddenSize / numAttentionHeads)));
  const mixed = attention(scaled, k, v, numAttentionHeads, { bias: mask });
  const attended = add(x, project('self_attn.out_proj', mixed, hiddenSize));

  const hidden = project(
    'mlp.fc1',
    norm(weights, `${name}.layer_norm2`, attended, layerNormEps),
    intermediateSize,
  );
  return add(attended, project('mlp.fc2', quickGelu(hidden), hiddenSize));
}

function norm(weights: Parameters, name: string, x: Value, epsilon: number): Value {
  const row = (part: string) => weights.get(`${name}.${part}`, [x.shape.at(-1) ?? 0]);
  return layerNorm(x, epsilon, row('weight'), row('bias'));
}

/** The activation that CLIP was trained with, `x·sigmoid(1.702·x)`. */
function quickGelu(x: Value): Value {
  return mul(x, sigmoid(mul(x, scalar(1.702))));
}

/** Tokens see themselves and those before: −∞ for the others, `[1, length, length]`. */
function causalMask(length: number): Value {
  const mask = new Float32Array(length * length);
  for (let i = 0; i < length; i++) {
    mask.fill(Number.NEGATIVE_INFINITY, i * length + i + 1, (i + 1) * length);
  }
  return constant(mask, [1, length, length]);
}

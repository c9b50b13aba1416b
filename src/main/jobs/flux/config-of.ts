import type { AutoencoderConfig } from '../../engine/models/autoencoder.ts';
import { CLIP_L, CLIP_TOKENS, type ClipTextConfig } from '../../engine/models/clip-text.ts';
import type { FluxConfig } from '../../engine/models/flux.ts';
import { T5_TOKENS, T5_XXL, type T5Config } from '../../engine/models/t5-encoder.ts';
import { type SafetensorsFile, WeightsError } from '../../engine/weights/safetensors.ts';

/** FLUX.1-schnell, and FLUX.1-dev but for its guidance (`flux/util.py`). */
export const FLUX_1: FluxConfig = {
  inChannels: 64,
  outChannels: 64,
  vecInDim: 768,
  contextInDim: 4096,
  hiddenSize: 3072,
  mlpRatio: 4,
  numHeads: 24,
  depth: 19,
  depthSingleBlocks: 38,
  axesDim: [16, 56, 56],
  theta: 10_000,
  qkvBias: true,
  guidanceEmbed: false,
};

/** FLUX.1's autoencoder (`flux/util.py`). */
export const FLUX_1_AUTOENCODER: AutoencoderConfig = {
  inChannels: 3,
  ch: 128,
  outCh: 3,
  chMult: [1, 2, 4, 4],
  numResBlocks: 2,
  zChannels: 16,
  scaleFactor: 0.3611,
  shiftFactor: 0.1159,
};

/** Channels of a head of CLIP, in all sizes that were published. */
const CLIP_HEAD = 64;

/**
 * The config that a transformer's tensors are of. A file with FLUX.1's number of blocks is taken for
 * FLUX.1, so that whatever else differs in it is found; others are read from their shapes.
 * @throws WeightsError where a tensor that says so is missing
 */
export function fluxConfigOf(file: SafetensorsFile): FluxConfig {
  const of = shapesOf(file);
  const depth = of.count('double_blocks');
  const depthSingleBlocks = of.count('single_blocks');
  const guidanceEmbed = file.tensors.has('guidance_in.in_layer.weight');
  if (depth === FLUX_1.depth && depthSingleBlocks === FLUX_1.depthSingleBlocks) {
    return { ...FLUX_1, guidanceEmbed };
  }
  const hiddenSize = of.size('img_in.weight', 0);
  const head = of.size('double_blocks.0.img_attn.norm.key_norm.scale', 0);
  return {
    ...FLUX_1,
    inChannels: of.size('img_in.weight', 1),
    outChannels: of.size('final_layer.linear.weight', 0),
    vecInDim: of.size('vector_in.in_layer.weight', 1),
    contextInDim: of.size('txt_in.weight', 1),
    hiddenSize,
    mlpRatio: of.size('double_blocks.0.img_mlp.0.weight', 0) / hiddenSize,
    numHeads: hiddenSize / head,
    depth,
    depthSingleBlocks,
    // In FLUX.1's proportions.
    axesDim: FLUX_1.axesDim.map((dim) => (dim * head) / 128),
    guidanceEmbed,
  };
}

/** The same of an autoencoder. */
export function autoencoderConfigOf(file: SafetensorsFile): AutoencoderConfig {
  const of = shapesOf(file);
  const levels = of.count('encoder.down');
  if (levels === FLUX_1_AUTOENCODER.chMult.length) return FLUX_1_AUTOENCODER;
  const ch = of.size('encoder.conv_in.weight', 0);
  return {
    ...FLUX_1_AUTOENCODER,
    ch,
    chMult: Array.from(
      { length: levels },
      (_, level) => of.size(`encoder.down.${level}.block.0.conv2.weight`, 0) / ch,
    ),
    numResBlocks: of.count('encoder.down.0.block'),
    zChannels: of.size('decoder.conv_in.weight', 1),
  };
}

/** The same of CLIP's text encoder. */
export function clipConfigOf(file: SafetensorsFile): ClipTextConfig {
  const of = shapesOf(file);
  const numHiddenLayers = of.count('text_model.encoder.layers');
  if (numHiddenLayers === CLIP_L.numHiddenLayers) return CLIP_L;
  const hiddenSize = of.size(CLIP_TOKENS, 1);
  return {
    ...CLIP_L,
    vocabSize: of.size(CLIP_TOKENS, 0),
    hiddenSize,
    intermediateSize: of.size('text_model.encoder.layers.0.mlp.fc1.weight', 0),
    numHiddenLayers,
    numAttentionHeads: hiddenSize / CLIP_HEAD,
    maxPositionEmbeddings: of.size('text_model.embeddings.position_embedding.weight', 0),
  };
}

/** The same of T5's encoder. */
export function t5ConfigOf(file: SafetensorsFile): T5Config {
  const of = shapesOf(file);
  const numLayers = of.count('encoder.block');
  if (numLayers === T5_XXL.numLayers) return T5_XXL;
  const attention = 'encoder.block.0.layer.0.SelfAttention';
  const numHeads = of.size(`${attention}.relative_attention_bias.weight`, 1);
  return {
    ...T5_XXL,
    vocabSize: of.size(T5_TOKENS, 0),
    dModel: of.size(T5_TOKENS, 1),
    dKv: of.size(`${attention}.q.weight`, 0) / numHeads,
    dFf: of.size('encoder.block.0.layer.1.DenseReluDense.wi_0.weight', 0),
    numLayers,
    numHeads,
  };
}

function shapesOf({ path, tensors, nameInFile = (name) => name }: SafetensorsFile) {
  return {
    size(name: string, axis: number): number {
      const size = tensors.get(name)?.shape[axis];
      if (size) return size;
      throw new WeightsError(
        `${path}: ${nameInFile(name)} is missing or has no axis ${axis}. Choose the checkpoint of a FLUX model.`,
      );
    },
    /** One more than the highest number under a name. */
    count(prefix: string): number {
      const numbers = [...tensors.keys()].flatMap((name) =>
        name.startsWith(`${prefix}.`) ? Number(name.slice(prefix.length + 1).split('.')[0]) : [],
      );
      return Math.max(-1, ...numbers.filter(Number.isInteger)) + 1;
    },
  };
}

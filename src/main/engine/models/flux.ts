import {
  add,
  chunk,
  concat,
  gelu,
  layerNorm,
  mul,
  reshape,
  rmsNorm,
  silu,
  slice,
} from '../graph/ops/index.ts';
import { GraphError, type Parameter, scalar, type Value } from '../graph/value.ts';
import { attention, type RotaryAngles } from '../nn/attention.ts';
import { rotaryAngles, timestepEmbedding } from '../nn/embedding.ts';
import { linear, linearOfParts } from '../nn/linear.ts';
import type { Parameters } from '../nn/parameters.ts';

/**
 * The FLUX rectified-flow transformer (Black Forest Labs, `flux/model.py`). Weights carry the
 * official checkpoint's names.
 */
export interface FluxConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Width of the pooled text vector `y`. */
  readonly vecInDim: number;
  /** Width of the text tokens. */
  readonly contextInDim: number;
  readonly hiddenSize: number;
  readonly mlpRatio: number;
  readonly numHeads: number;
  /** Blocks in which image and text have weights of their own. */
  readonly depth: number;
  /** Blocks that run over text and image as one sequence. */
  readonly depthSingleBlocks: number;
  /** Channels of a head that each position coordinate turns. */
  readonly axesDim: readonly number[];
  readonly theta: number;
  readonly qkvBias: boolean;
  /** Whether the model was distilled to take its guidance scale as an input (FLUX.1-dev). */
  readonly guidanceEmbed: boolean;
}

export interface FluxInputs {
  /** Noisy latent as tokens, `[batch, tokens, inChannels]`. */
  readonly img: Value;
  /** Positions of the image tokens, `[tokens, axes]`. */
  readonly imgIds: Value;
  /** Text tokens, `[batch, textTokens, contextInDim]`. */
  readonly txt: Value;
  readonly txtIds: Value;
  /** Noise level σ in [0, 1], `[batch]`. */
  readonly timesteps: Value;
  /** Pooled text, `[batch, vecInDim]`. */
  readonly y: Value;
  /** Guidance scale, `[batch]`; given if and only if the model embeds it. */
  readonly guidance?: Value;
}

export interface FluxOutputs {
  /** Velocity of the flow at the image tokens, `[batch, tokens, outChannels]`. */
  readonly velocity: Value;
  /** The modulation vector and every block's outputs: where a backward pass can start anew from. */
  readonly checkpoints: readonly Value[];
}

const EPSILON = 1e-6;
const TIME_EMBEDDING = 256;

/** Positions of image and text tokens, `[tokens, axes]`. */
type FluxPositions = Pick<FluxInputs, 'imgIds' | 'txtIds'>;

/** The named values that one stage hands to the next. */
type FluxState = Readonly<Record<string, Value>>;
type FluxStage = (weights: Parameters, state: FluxState) => FluxState;

/** Builds the velocity `v(img, σ)`. */
export function flux(weights: Parameters, config: FluxConfig, inputs: FluxInputs): FluxOutputs {
  const { imgIds, txtIds, ...first } = inputs;
  let state: FluxState = first;
  const checkpoints: Value[] = [];
  for (const [index, stage] of fluxStages(config, inputs).entries()) {
    state = stage(weights, state);
    const names = index === 0 ? ['vec'] : index <= config.depth ? ['img', 'txt'] : ['x'];
    checkpoints.push(...names.flatMap((name) => state[name] ?? []));
  }
  return { velocity: state['velocity'] as Value, checkpoints };
}

/**
 * The same in stages: the embeddings, every block, and the last layer. The first takes the state `img`,
 * `txt`, `timesteps`, `y` and perhaps `guidance` (shapes as in {@link FluxInputs}), the last gives
 * `velocity`.
 */
export function fluxStages(config: FluxConfig, { imgIds, txtIds }: FluxPositions): FluxStage[] {
  const { axesDim, theta, depth, depthSingleBlocks } = config;
  const textTokens = txtIds.shape[0] ?? 0;
  const angles = rotaryAngles(concat([txtIds, imgIds], 0), axesDim, theta);
  const named = ({ img, txt, vec }: FluxState) =>
    ({ img, txt, vec }) as { readonly img: Value; readonly txt: Value; readonly vec: Value };

  const double = Array.from(
    { length: depth },
    (_, i): FluxStage =>
      (weights, state) => {
        const { img, txt, vec } = named(state);
        const block = { weights, config, vec, angles };
        return { ...doubleStreamBlock(block, `double_blocks.${i}`, img, txt), vec };
      },
  );
  const single = Array.from(
    { length: depthSingleBlocks },
    (_, i): FluxStage =>
      (weights, state) => {
        const { img, txt, vec } = named(state);
        const x = state['x'] ?? concat([txt, img], 1);
        const block = { weights, config, vec, angles };
        return { x: singleStreamBlock(block, `single_blocks.${i}`, x), vec };
      },
  );
  const last: FluxStage = (weights, state) => {
    const { img, vec } = named(state);
    const { x } = state;
    const tokens = x ? slice(x, 1, textTokens, x.shape[1] ?? 0) : img;
    return { velocity: finalLayer({ weights, config, vec, angles }, tokens) };
  };
  const first: FluxStage = (weights, state) => embeddings(weights, config, state);
  return [first, ...double, ...single, last];
}

/** Image, text, and the vector of time and pooled text, in the width of the blocks. */
function embeddings(weights: Parameters, config: FluxConfig, state: FluxState): FluxState {
  const { img, txt, timesteps, y, guidance } = state as unknown as FluxInputs;
  check(config, guidance);
  const { hiddenSize } = config;
  const embed = (name: string, x: Value) => mlpEmbedder(weights, name, x, hiddenSize);
  let vec = embed('time_in', timestepEmbedding(timesteps, TIME_EMBEDDING));
  if (guidance) {
    vec = add(vec, embed('guidance_in', timestepEmbedding(guidance, TIME_EMBEDDING)));
  }
  return {
    img: linear(weights, 'img_in', img, { out: hiddenSize }),
    txt: linear(weights, 'txt_in', txt, { out: hiddenSize }),
    vec: add(vec, embed('vector_in', y)),
  };
}

function check(config: FluxConfig, guidance: Value | undefined): void {
  const headSize = config.hiddenSize / config.numHeads;
  const turned = config.axesDim.reduce((sum, dim) => sum + dim, 0);
  if (turned !== headSize) {
    throw new GraphError(
      `flux: axesDim [${config.axesDim.join(',')}] adds up to ${turned}, ` +
        `but a head has ${config.hiddenSize}/${config.numHeads} = ${headSize} channels`,
    );
  }
  if (config.guidanceEmbed !== (guidance !== undefined)) {
    throw new GraphError(
      `flux: this model ${config.guidanceEmbed ? 'needs' : 'takes no'} guidance`,
    );
  }
}

/** What all blocks share. */
interface Block {
  readonly weights: Parameters;
  readonly config: FluxConfig;
  readonly vec: Value;
  readonly angles: RotaryAngles;
}

function mlpEmbedder(weights: Parameters, name: string, x: Value, out: number): Value {
  const hidden = silu(linear(weights, `${name}.in_layer`, x, { out }));
  return linear(weights, `${name}.out_layer`, hidden, { out });
}

/** `count` vectors `[batch, 1, hidden]` that depend on time and text alone. */
function modulation({ weights, vec }: Block, name: string, count: number): Value[] {
  const [batch = 0, width = 0] = vec.shape;
  const all = linear(weights, name, silu(vec), { out: count * width });
  return chunk(reshape(all, [batch, count, width]), count, 1);
}

/** `(1 + scale)·norm(x) + shift` */
function modulate(x: Value, shift: Value, scale: Value): Value {
  return layerNorm(x, EPSILON, add(scale, scalar(1)), shift);
}

interface Heads {
  readonly q: Value;
  readonly k: Value;
  readonly v: Value;
}

/**
 * Queries, keys and values from the first rows of a fused layer, queries and keys normalised within
 * every head, queries divided by `√headSize` too.
 */
function queryKeyValue(
  { weights, config: { hiddenSize, numHeads } }: Block,
  layer: string,
  norm: string,
  x: Value,
  { out, bias }: { out: number; bias: boolean },
): Heads {
  const [batch = 0, tokens = 0] = x.shape;
  const part = (index: number) =>
    linear(weights, layer, x, {
      out,
      bias,
      rows: [index * hiddenSize, (index + 1) * hiddenSize],
    });
  const headSize = hiddenSize / numHeads;
  const scale = (name: string) => weights.get(`${norm}.${name}.scale`, [headSize]);
  const normalise = (value: Value, by: Value) => {
    const heads = reshape(value, [batch, tokens, numHeads, headSize]);
    return reshape(rmsNorm(heads, by, EPSILON), value.shape);
  };
  return {
    q: normalise(part(0), mul(scale('query_norm'), scalar(1 / Math.sqrt(headSize)))),
    k: normalise(part(1), scale('key_norm')),
    v: part(2),
  };
}

function doubleStreamBlock(block: Block, name: string, img: Value, txt: Value) {
  const { weights, config, angles } = block;
  const { hiddenSize, numHeads } = config;
  const textTokens = txt.shape[1] ?? 0;

  const before = (stream: 'img' | 'txt', x: Value) => {
    const [shift1, scale1, gate1, ...mlpModulation] = modulation(
      block,
      `${name}.${stream}_mod.lin`,
      6,
    ) as [Value, Value, Value, Value, Value, Value];
    const attn = `${name}.${stream}_attn`;
    const layer = { out: 3 * hiddenSize, bias: config.qkvBias };
    const heads = queryKeyValue(
      block,
      `${attn}.qkv`,
      `${attn}.norm`,
      modulate(x, shift1, scale1),
      layer,
    );
    return { x, gate1, mlpModulation, ...heads };
  };
  const after = (
    stream: 'img' | 'txt',
    { x, gate1, mlpModulation }: ReturnType<typeof before>,
    mixed: Value,
  ) => {
    const [shift2, scale2, gate2] = mlpModulation;
    const proj = linear(weights, `${name}.${stream}_attn.proj`, mixed, { out: hiddenSize });
    const attended = add(x, mul(gate1, proj));
    const hidden = linear(weights, `${name}.${stream}_mlp.0`, modulate(attended, shift2, scale2), {
      out: mlpSize(config),
    });
    const mlp = linear(weights, `${name}.${stream}_mlp.2`, gelu(hidden), { out: hiddenSize });
    return add(attended, mul(gate2, mlp));
  };

  const image = before('img', img);
  const text = before('txt', txt);
  const join = (part: keyof Heads) => concat([text[part], image[part]], 1);
  const mixed = attention(join('q'), join('k'), join('v'), numHeads, { angles });
  return {
    img: after('img', image, slice(mixed, 1, textTokens, mixed.shape[1] ?? 0)),
    txt: after('txt', text, slice(mixed, 1, 0, textTokens)),
  };
}

function singleStreamBlock(block: Block, name: string, x: Value): Value {
  const { weights, config, angles } = block;
  const { hiddenSize, numHeads } = config;
  const [shift, scale, gate] = modulation(block, `${name}.modulation.lin`, 3) as [
    Value,
    Value,
    Value,
  ];
  const modulated = modulate(x, shift, scale);

  // One fused layer in the checkpoint: the rows of q, k and v, then those of the MLP.
  const out = 3 * hiddenSize + mlpSize(config);
  const { q, k, v } = queryKeyValue(block, `${name}.linear1`, `${name}.norm`, modulated, {
    out,
    bias: true,
  });
  const mlp = linear(weights, `${name}.linear1`, modulated, { out, rows: [3 * hiddenSize, out] });
  const mixed = attention(q, k, v, numHeads, { angles });
  const joined = linearOfParts(weights, `${name}.linear2`, [mixed, gelu(mlp)], hiddenSize);
  return add(x, mul(gate, joined));
}

/** Width of the MLPs; the official code cuts fractions off. */
function mlpSize({ hiddenSize, mlpRatio }: FluxConfig): number {
  return Math.trunc(hiddenSize * mlpRatio);
}

function finalLayer(block: Block, x: Value): Value {
  const { weights, config } = block;
  const { hiddenSize } = config;
  // In parts, as diffusers has them the other way round.
  const part = (index: number) =>
    reshape(
      linear(weights, 'final_layer.adaLN_modulation.1', silu(block.vec), {
        out: 2 * hiddenSize,
        rows: [index * hiddenSize, (index + 1) * hiddenSize],
      }),
      [x.shape[0] ?? 0, 1, hiddenSize],
    );
  const [shift, scale] = [part(0), part(1)] as const;
  return linear(weights, 'final_layer.linear', modulate(x, shift, scale), {
    out: config.outChannels,
  });
}

/**
 * Whether a weight is of the attention modules, all that fine-tuned inversion trains: queries, keys,
 * values, their norms and the projection. In single-stream blocks these are parts of fused layers.
 */
export function isAttention({ tensor, part }: Parameter, { hiddenSize }: FluxConfig): boolean {
  if (/^double_blocks\.\d+\.\w+_attn\./.test(tensor)) return true;
  if (/^single_blocks\.\d+\.norm\./.test(tensor)) return true;
  const attends = part !== undefined && part.end <= (part.axis === 0 ? 3 : 1) * hiddenSize;
  return /^single_blocks\.\d+\.linear[12]\./.test(tensor) && attends;
}

import { add, div, mul, reshape, silu, slice, sub, transpose } from '../graph/ops/index.ts';
import { scalar, type Value } from '../graph/value.ts';
import { attention } from '../nn/attention.ts';
import { convolution, groupNorm, upsampleNearest } from '../nn/convolution.ts';
import type { Parameters } from '../nn/parameters.ts';

/**
 * The FLUX autoencoder (Black Forest Labs, `flux/modules/autoencoder.py`): images in [−1, 1] to
 * latents and back. Weights carry the official checkpoint's names.
 */
export interface AutoencoderConfig {
  /** Channels of the image that is encoded. */
  readonly inChannels: number;
  /** Channels at full resolution. */
  readonly ch: number;
  /** Channels of the image that is decoded. */
  readonly outCh: number;
  /** Multiple of `ch` at each level; the image is halved between levels. */
  readonly chMult: readonly number[];
  readonly numResBlocks: number;
  readonly zChannels: number;
  /** Latents are `scaleFactor·(mean − shiftFactor)`. */
  readonly scaleFactor: number;
  readonly shiftFactor: number;
}

const GROUPS = 32;
const EPSILON = 1e-6;

/**
 * The posterior of an image: means, then log variances.
 * @param image `[n, inChannels, h, w]`, `h` and `w` multiples of `2^(levels − 1)`
 * @returns `[n, 2·zChannels, h/2^(levels − 1), w/2^(levels − 1)]`
 */
export function encodeMoments(weights: Parameters, config: AutoencoderConfig, image: Value): Value {
  const { ch, chMult, numResBlocks, zChannels } = config;
  let h = convolution(weights, 'encoder.conv_in', image, { out: ch, kernel: 3 });
  for (const [level, multiple] of chMult.entries()) {
    const name = `encoder.down.${level}`;
    for (let i = 0; i < numResBlocks; i++) {
      h = resnetBlock(weights, `${name}.block.${i}`, h, ch * multiple);
    }
    if (level < chMult.length - 1) {
      h = convolution(weights, `${name}.downsample.conv`, h, {
        out: ch * multiple,
        kernel: 3,
        stride: 2,
        pads: [0, 0, 1, 1],
      });
    }
  }
  h = middle(weights, 'encoder.mid', h);
  h = silu(groupNorm(weights, 'encoder.norm_out', h, GROUPS, EPSILON));
  return convolution(weights, 'encoder.conv_out', h, { out: 2 * zChannels, kernel: 3 });
}

/** The latent of an image: its posterior's mean, shifted and scaled. */
export function encode(weights: Parameters, config: AutoencoderConfig, image: Value): Value {
  const mean = slice(encodeMoments(weights, config, image), 1, 0, config.zChannels);
  return mul(sub(mean, scalar(config.shiftFactor)), scalar(config.scaleFactor));
}

/**
 * The image of a latent.
 * @param z `[n, zChannels, h, w]`
 * @returns `[n, outCh, h·2^(levels − 1), w·2^(levels − 1)]`, about [−1, 1]
 */
export function decode(weights: Parameters, config: AutoencoderConfig, z: Value): Value {
  const { ch, chMult, numResBlocks, outCh } = config;
  const unscaled = add(div(z, scalar(config.scaleFactor)), scalar(config.shiftFactor));
  const deepest = ch * (chMult.at(-1) ?? 1);
  let h = convolution(weights, 'decoder.conv_in', unscaled, { out: deepest, kernel: 3 });
  h = middle(weights, 'decoder.mid', h);
  for (const [level, multiple] of [...chMult.entries()].reverse()) {
    const name = `decoder.up.${level}`;
    for (let i = 0; i <= numResBlocks; i++) {
      h = resnetBlock(weights, `${name}.block.${i}`, h, ch * multiple);
    }
    if (level > 0) {
      const doubled = upsampleNearest(h);
      h = convolution(weights, `${name}.upsample.conv`, doubled, { out: ch * multiple, kernel: 3 });
    }
  }
  h = silu(groupNorm(weights, 'decoder.norm_out', h, GROUPS, EPSILON));
  return convolution(weights, 'decoder.conv_out', h, { out: outCh, kernel: 3 });
}

function middle(weights: Parameters, name: string, x: Value): Value {
  const channels = x.shape[1] ?? 0;
  const first = resnetBlock(weights, `${name}.block_1`, x, channels);
  return resnetBlock(
    weights,
    `${name}.block_2`,
    attentionBlock(weights, `${name}.attn_1`, first),
    channels,
  );
}

function resnetBlock(weights: Parameters, name: string, x: Value, out: number): Value {
  const half = (norm: string, conv: string, value: Value) =>
    convolution(
      weights,
      `${name}.${conv}`,
      silu(groupNorm(weights, `${name}.${norm}`, value, GROUPS, EPSILON)),
      {
        out,
        kernel: 3,
      },
    );
  const residual = half('norm2', 'conv2', half('norm1', 'conv1', x));
  const shortcut =
    x.shape[1] === out ? x : convolution(weights, `${name}.nin_shortcut`, x, { out, kernel: 1 });
  return add(shortcut, residual);
}

/** Self-attention of all pixels, with one head. */
function attentionBlock(weights: Parameters, name: string, x: Value): Value {
  const [n = 0, channels = 0, h = 0, w = 0] = x.shape;
  const normalised = groupNorm(weights, `${name}.norm`, x, GROUPS, EPSILON);
  const tokens = (part: string) => {
    const image = convolution(weights, `${name}.${part}`, normalised, { out: channels, kernel: 1 });
    return transpose(reshape(image, [n, channels, h * w]), [0, 2, 1]);
  };
  const q = mul(tokens('q'), scalar(1 / Math.sqrt(channels)));
  const mixed = attention(q, tokens('k'), tokens('v'), 1);
  const image = reshape(transpose(mixed, [0, 2, 1]), x.shape);
  return add(x, convolution(weights, `${name}.proj_out`, image, { out: channels, kernel: 1 }));
}

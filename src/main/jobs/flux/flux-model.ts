import type { Size } from '../../../document/size.ts';
import { constant, type Value } from '../../engine/graph/value.ts';
import { type AutoencoderConfig, decode, encode } from '../../engine/models/autoencoder.ts';
import { fluxStages, isAttention } from '../../engine/models/flux.ts';
import { packPatches, unpackPatches } from '../../engine/nn/patches.ts';
import { float32 } from '../../engine/runtime/tensor.ts';
import {
  type Codec,
  type FlowModel,
  type Half,
  type Stage,
  valueIn,
} from '../../engine/sampling/flow-model.ts';
import type { SafetensorsFile } from '../../engine/weights/safetensors.ts';
import { ModelSizeError } from '../model-size.ts';
import { autoencoderConfigOf, fluxConfigOf } from './config-of.ts';
import type { ModelFiles } from './model-files.ts';
import { openPart } from './parts.ts';
import type { EncodedText } from './text.ts';

/** Guidance that FLUX.1-dev is distilled for; inversion is steadier with none than with its usual 3.5. */
const GUIDANCE = 1;

/** Rank of what tuning adds to the attention weights: whole tensors would be billions of values. */
export const FLUX_RANK = 16;

/** Side of the square of latent pixels that is a token. */
const PATCH = 2;

/**
 * FLUX over the latents of pictures, `[channels, height, width]`.
 * @param size of the pictures, in pixels
 * @throws ModelSizeError where a side is no multiple of {@link pictureStep}
 * @throws WeightsError where a file cannot be used
 */
export function fluxModel(
  { parts }: ModelFiles,
  size: Size,
  text: EncodedText,
  onStage?: FlowModel['onStage'],
): FlowModel {
  const { file } = openPart(parts.transformer);
  const config = fluxConfigOf(file);
  const codec = autoencoderOf(parts.autoencoder, size);
  const [, height = 0, width = 0] = codec.decoder.shape;
  const [rows, columns] = [height / PATCH, width / PATCH];
  const grid = Array.from({ length: rows * columns }, (_, i) => [
    0,
    Math.floor(i / columns),
    i % columns,
  ]);
  const tokens = text.txt.shape[1] ?? 0;
  const positions = {
    imgIds: constant(grid.flat(), [rows * columns, 3]),
    txtIds: constant(new Float32Array(3 * tokens), [tokens, 3]),
  };
  const stages = fluxStages(config, positions);
  const last = stages.length - 1;
  return {
    shape: codec.decoder.shape,
    file,
    stages: stages.map((stage, index): Stage => {
      if (index === 0) return (weights, state) => stage(weights, packed(state));
      if (index < last) return stage;
      return (weights, state) => {
        const { velocity } = stage(weights, state);
        return { velocity: unpackPatches(velocity as Value, rows, columns) };
      };
    }),
    conditions: { ...text, ...(config.guidanceEmbed && { guidance: float32([GUIDANCE], [1]) }) },
    // It was trained in bfloat16.
    bearsHalfProducts: true,
    isAttention: (weight) => isAttention(weight, config),
    codec,
    ...(onStage && { onStage }),
  };
}

/** The state that the model's first stage takes, of a latent and a noise level. */
function packed(state: Parameters<Stage>[1]): ReturnType<Stage> {
  const { z: _z, sigma: _sigma, ...conditions } = state;
  return {
    ...conditions,
    img: packPatches(valueIn(state, 'z')),
    timesteps: valueIn(state, 'sigma'),
  };
}

/** Sides of pictures are multiples of this: 16 for FLUX.1. */
export function pictureStep({ parts }: ModelFiles): number {
  return PATCH * reductionOf(autoencoderConfigOf(openPart(parts.autoencoder).file));
}

/** How many pixels a latent pixel is wide. */
function reductionOf({ chMult }: AutoencoderConfig): number {
  return 2 ** (chMult.length - 1);
}

function autoencoderOf(path: string, { width, height }: Size): Codec {
  const { file } = openPart(path);
  const config = autoencoderConfigOf(file);
  const step = PATCH * reductionOf(config);
  if (width % step !== 0 || height % step !== 0) {
    throw new ModelSizeError(
      `FLUX works on sides that are multiples of ${step} pixels, not on ${width}×${height}`,
    );
  }
  const [w, h] = [width, height].map((side) => side / reductionOf(config));
  const half = (prefix: string): SafetensorsFile => ({
    ...file,
    tensors: new Map([...file.tensors].filter(([name]) => name.startsWith(prefix))),
  });
  const encoder: Half = {
    file: half('encoder.'),
    shape: [config.inChannels, height, width],
    build: (weights, picture) => encode(weights, config, picture),
  };
  const decoder: Half = {
    file: half('decoder.'),
    shape: [config.zChannels, h ?? 0, w ?? 0],
    build: (weights, latent) => decode(weights, config, latent),
  };
  return { encoder, decoder };
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { sayFailure } from '../src/main/cli/say-failure.ts';
import { sizeOf } from '../src/main/engine/graph/tensor-type.ts';
import { input, type Value } from '../src/main/engine/graph/value.ts';
import {
  type AutoencoderConfig,
  decode,
  encodeMoments,
} from '../src/main/engine/models/autoencoder.ts';
import { CLIP_L, type ClipTextConfig, clipText } from '../src/main/engine/models/clip-text.ts';
import { type FluxConfig, fluxStages } from '../src/main/engine/models/flux.ts';
import { T5_XXL, type T5Config, t5Encoder } from '../src/main/engine/models/t5-encoder.ts';
import { Parameters } from '../src/main/engine/nn/parameters.ts';
import { INDEX_ENDING } from '../src/main/engine/weights/checkpoint.ts';
import {
  elementBytes,
  float32ToBfloat16,
  type StoredType,
} from '../src/main/engine/weights/number-formats.ts';
import {
  SafetensorsStream,
  type TensorToCome,
} from '../src/main/engine/weights/stream-safetensors.ts';
import { FLUX_1, FLUX_1_AUTOENCODER } from '../src/main/jobs/flux/config-of.ts';
import { randomValues } from './random.ts';
import { clipVocabulary, t5Tokenizer } from './synthetic-tokenizers.ts';

/** Configs of the networks of a model that is made up. */
export interface SyntheticConfigs {
  readonly flux: FluxConfig;
  readonly autoencoder: AutoencoderConfig;
  readonly clip: ClipTextConfig;
  readonly t5: T5Config;
}

const FULL: SyntheticConfigs = {
  flux: FLUX_1,
  autoencoder: FLUX_1_AUTOENCODER,
  clip: CLIP_L,
  t5: T5_XXL,
};

const TINY: SyntheticConfigs = {
  flux: {
    ...FULL.flux,
    inChannels: 16,
    outChannels: 16,
    vecInDim: 64,
    contextInDim: 64,
    hiddenSize: 64,
    numHeads: 2,
    depth: 1,
    depthSingleBlocks: 2,
    axesDim: [4, 14, 14],
  },
  autoencoder: {
    ...FULL.autoencoder,
    ch: 32,
    chMult: [1, 1, 2],
    numResBlocks: 1,
    zChannels: 4,
  },
  clip: {
    ...CLIP_L,
    vocabSize: 600,
    hiddenSize: 64,
    intermediateSize: 128,
    numHiddenLayers: 2,
    numAttentionHeads: 1,
  },
  t5: { ...T5_XXL, vocabSize: 128, dModel: 64, dKv: 16, dFf: 128, numLayers: 2, numHeads: 2 },
};

/** Models by their size: of a million parameters, of 300 million, and FLUX.1-schnell's own. */
export const syntheticConfigs: Readonly<Record<'tiny' | 'middle' | 'full', SyntheticConfigs>> = {
  tiny: TINY,
  middle: {
    ...TINY,
    flux: {
      ...FULL.flux,
      vecInDim: 64,
      contextInDim: 64,
      hiddenSize: 1024,
      numHeads: 8,
      depth: 3,
      depthSingleBlocks: 12,
    },
    autoencoder: FULL.autoencoder,
  },
  full: FULL,
};

export interface SyntheticOptions {
  readonly size: keyof typeof syntheticConfigs;
  /** Random values; or none, in files that claim their size and take hardly any of the disk. */
  readonly fill: 'random' | 'sparse';
  readonly type: 'F32' | 'BF16';
}

/**
 * Writes a model that has every tensor of FLUX.1-schnell's files, as they are published, and no meaning:
 * transformer and autoencoder in a file each, the text encoders and tokenizers in folders, T5 in two
 * files with an index.
 */
export async function writeSyntheticFlux(
  folder: string,
  { size, fill, type }: SyntheticOptions,
): Promise<void> {
  const configs = syntheticConfigs[size];
  const at = (path: string) => {
    const whole = join(folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    return whole;
  };
  const write = (path: string, tensors: Tensors) => writeTensors(at(path), tensors, type, fill);
  await write('flux1-schnell.safetensors', fluxTensors(configs.flux));
  await write('ae.safetensors', autoencoderTensors(configs.autoencoder));
  await write('text_encoder/model.safetensors', clipTensors(configs.clip));
  const t5 = [...t5Tensors(configs.t5)];
  const half = Math.ceil(t5.length / 2);
  const parts = ['text_encoder_2/model-00001-of-00002', 'text_encoder_2/model-00002-of-00002'];
  const map: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const tensors = t5.slice(index * half, (index + 1) * half);
    await write(`${part}.safetensors`, new Map(tensors));
    for (const [name] of tensors) map[name] = `${basename(part)}.safetensors`;
  }
  writeFileSync(at(`text_encoder_2/model${INDEX_ENDING}`), JSON.stringify({ weight_map: map }));
  const { vocab, merges } = clipVocabulary();
  writeFileSync(at('tokenizer/vocab.json'), JSON.stringify(vocab));
  writeFileSync(at('tokenizer/merges.txt'), merges);
  writeFileSync(at('tokenizer_2/tokenizer.json'), JSON.stringify(t5Tokenizer()));
}

/** Shapes by the names of tensors. */
export type Tensors = ReadonlyMap<string, readonly number[]>;

export function fluxTensors(config: FluxConfig): Tensors {
  return tensorsOf((weights) => {
    const ids = of(1, config.axesDim.length);
    let state: Readonly<Record<string, Value>> = {
      img: of(1, 1, config.inChannels),
      txt: of(1, 1, config.contextInDim),
      timesteps: of(1),
      y: of(1, config.vecInDim),
      ...(config.guidanceEmbed && { guidance: of(1) }),
    };
    for (const stage of fluxStages(config, { imgIds: ids, txtIds: ids })) {
      state = stage(weights, state);
    }
  });
}

export function autoencoderTensors(config: AutoencoderConfig): Tensors {
  const side = 2 ** (config.chMult.length - 1);
  return tensorsOf((weights) => {
    encodeMoments(weights, config, of(1, 3, side, side));
    decode(weights, config, of(1, config.zChannels, 1, 1));
  });
}

function clipTensors(config: ClipTextConfig): Tensors {
  return tensorsOf((weights) => clipText(weights, config, of(1, 2, config.hiddenSize)));
}

function t5Tensors(config: T5Config): Tensors {
  return tensorsOf((weights) => t5Encoder(weights, config, { tokens: of(1, 2, config.dModel) }));
}

function of(...shape: number[]) {
  return input('given', { dtype: 'float32', shape });
}

function tensorsOf(build: (weights: Parameters) => unknown): Tensors {
  const weights = new Parameters();
  build(weights);
  return new Map([...weights].map(({ tensor, whole }) => [tensor, whole]));
}

/** Random values are made once and repeated: billions of them would take minutes. */
const REPEATED = 2 ** 20 + 1;

/** Writes tensors of random values that keep activations in range, or of zeros. */
export async function writeTensors(
  path: string,
  tensors: Tensors,
  type: 'F32' | 'BF16',
  fill: SyntheticOptions['fill'],
): Promise<void> {
  const entries = new Map(
    [...tensors].map(([name, shape]): [string, TensorToCome] => [name, { type, shape }]),
  );
  const stream = new SafetensorsStream(path, entries, { format: 'pt' });
  if (fill === 'random') {
    for (const [index, [name, shape]] of [...tensors].entries()) {
      // Signals from outside come in between two tensors.
      await setImmediate();
      stream.write(name, valuesOf(name, shape, type, index));
    }
  }
  stream.finish();
}

function valuesOf(
  name: string,
  shape: readonly number[],
  type: StoredType,
  seed: number,
): Uint8Array {
  const count = sizeOf(shape);
  const isNorm = shape.length === 1 && /norm[^.]*\.(weight|scale)$|\.scale$/.test(name);
  const scale = shape.length > 1 ? 1 / Math.sqrt(sizeOf(shape.slice(1))) : isNorm ? 0 : 0.1;
  const few = randomValues(Math.min(count, REPEATED), scale, seed + 1);
  if (isNorm) few.fill(1);
  const block =
    type === 'BF16' ? new Uint8Array(float32ToBfloat16(few).buffer) : new Uint8Array(few.buffer);
  const bytes = new Uint8Array(count * elementBytes[type]);
  for (let at = 0; at < bytes.length; at += block.length) {
    bytes.set(block.subarray(0, Math.min(block.length, bytes.length - at)), at);
  }
  return bytes;
}

function choice(name: string, what: string, choices: readonly string[], usual: string): Option {
  return new Option(`--${name} <${name}>`, what).choices(choices).default(usual);
}

if (import.meta.main) {
  await new Command('flux:synthetic')
    .description(
      'write a model that has every tensor of FLUX.1-schnell, and random values or none: 31 GiB in full size with random values in BF16',
    )
    .argument('<dir>', 'folder for its files')
    .addOption(choice('size', 'of the transformer and T5', Object.keys(syntheticConfigs), 'full'))
    .addOption(
      choice('fill', 'random values, or a file that takes no room', ['sparse', 'random'], 'sparse'),
    )
    .addOption(choice('type', 'of all weights', ['BF16', 'F32'], 'BF16'))
    .action((folder: string, options: SyntheticOptions) => writeSyntheticFlux(folder, options))
    .parseAsync()
    .catch((error: unknown) => {
      process.exitCode = sayFailure('flux:synthetic', error);
    });
}

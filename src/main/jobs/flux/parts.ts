import type { Parameter, Value } from '../../engine/graph/value.ts';
import { input } from '../../engine/graph/value.ts';
import { decode, encodeMoments } from '../../engine/models/autoencoder.ts';
import { clipText } from '../../engine/models/clip-text.ts';
import { fluxStages } from '../../engine/models/flux.ts';
import { t5Encoder } from '../../engine/models/t5-encoder.ts';
import { Parameters } from '../../engine/nn/parameters.ts';
import {
  autoencoderFromDiffusers,
  isDiffusersAutoencoder,
} from '../../engine/weights/autoencoder-from-diffusers.ts';
import { openCheckpoint } from '../../engine/weights/checkpoint.ts';
import { fluxFromDiffusers, isDiffusersFlux } from '../../engine/weights/flux-from-diffusers.ts';
import { type SafetensorsFile, WeightsError } from '../../engine/weights/safetensors.ts';
import { textEncoderTensors } from '../../engine/weights/text-encoder-names.ts';
import { autoencoderConfigOf, clipConfigOf, fluxConfigOf, t5ConfigOf } from './config-of.ts';

/** The networks of a FLUX model. */
export const partNames = ['transformer', 'autoencoder', 'clip', 't5'] as const;
export type PartName = (typeof partNames)[number];

/** How the tensors of a part are named and stored. */
export type Layout = 'original' | 'diffusers' | 'quantised';

export interface Part {
  readonly name: PartName;
  readonly layout: Layout;
  /** Under the original checkpoint's names. */
  readonly file: SafetensorsFile;
}

/**
 * Opens a checkpoint of which it is not known what it is of.
 * @throws WeightsError where it is none of a FLUX model
 */
export function openPart(path: string): Part {
  const file = openCheckpoint(path);
  const part = recognise(file);
  if (part) return part;
  throw new WeightsError(
    `${path} is not part of a FLUX model: it has neither FLUX's transformer nor its autoencoder, CLIP or T5. ` +
      `It begins with ${[...file.tensors.keys()].slice(0, 3).join(', ')}.`,
  );
}

/** What a checkpoint is of, by the names of its tensors; nothing where it is none of FLUX's. */
function recognise(file: SafetensorsFile): Part | undefined {
  if (isDiffusersFlux(file)) {
    return { name: 'transformer', layout: 'diffusers', file: fluxFromDiffusers(file) };
  }
  if (isDiffusersAutoencoder(file)) {
    return { name: 'autoencoder', layout: 'diffusers', file: autoencoderFromDiffusers(file) };
  }
  const names = [...file.tensors.keys()];
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  const isQuantised = [...file.tensors.values()].some(({ blocks }) => blocks);
  const layout = isQuantised ? 'quantised' : 'original';
  if (has(/^double_blocks\.\d+\./)) return { name: 'transformer', layout, file };
  if (has(/^decoder\.conv_in\./)) return { name: 'autoencoder', layout, file };
  if (has(/^text_model\.encoder\./)) {
    return { name: 'clip', layout, file: textEncoderTensors(file) };
  }
  if (has(/^encoder\.block\.\d+\.layer\./)) {
    return { name: 't5', layout, file: textEncoderTensors(file) };
  }
  return undefined;
}

/** Every parameter of a part's model, in the sizes that its file has. */
export function parametersOf({ name, file }: Part): Parameter[] {
  const weights = new Parameters();
  const of = (label: string, ...shape: number[]) => input(label, { dtype: 'float32', shape });
  switch (name) {
    case 'transformer': {
      const config = fluxConfigOf(file);
      const ids = of('ids', 1, config.axesDim.length);
      let state: Readonly<Record<string, Value>> = {
        img: of('img', 1, 1, config.inChannels),
        txt: of('txt', 1, 1, config.contextInDim),
        timesteps: of('timesteps', 1),
        y: of('y', 1, config.vecInDim),
        ...(config.guidanceEmbed && { guidance: of('guidance', 1) }),
      };
      for (const stage of fluxStages(config, { imgIds: ids, txtIds: ids })) {
        state = stage(weights, state);
      }
      break;
    }
    case 'autoencoder': {
      const config = autoencoderConfigOf(file);
      const side = 2 ** (config.chMult.length - 1);
      encodeMoments(weights, config, of('image', 1, config.inChannels, side, side));
      decode(weights, config, of('z', 1, config.zChannels, 1, 1));
      break;
    }
    case 'clip': {
      const config = clipConfigOf(file);
      clipText(weights, config, of('tokens', 1, 2, config.hiddenSize));
      break;
    }
    case 't5': {
      const config = t5ConfigOf(file);
      t5Encoder(weights, config, { tokens: of('tokens', 1, 2, config.dModel) });
      break;
    }
  }
  return [...weights];
}

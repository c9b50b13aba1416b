import { join } from 'node:path';
import type { Size } from '../../document/size.ts';
import type { OscillationSettings } from '../engine/inversion/oscillation.ts';
import { isAttention } from '../engine/models/flux.ts';
import { hourglass, STEP } from '../engine/models/hourglass.ts';
import { type FlowModel, valueIn } from '../engine/sampling/flow-model.ts';
import { openSafetensors } from '../engine/weights/safetensors.ts';
import { unpackedFile } from '../files/app-files.ts';
import { readModelConfig } from './model-config.ts';
import { ModelSizeError } from './model-size.ts';

/** Where the model lies that comes with Penumbra. */
export const EMBEDDED_MODEL = unpackedFile('models/mini');

/** The weights in a model's folder. */
export function weightsFile(folder: string): string {
  return join(folder, 'model.safetensors');
}

/** How it is inverted unless told. Its σ is a little above ½, from where light and colour oscillate. */
export const EMBEDDED_SETTINGS: OscillationSettings = {
  sigma: 0.55,
  iterations: 30,
  fineStep: 0.15,
};

/**
 * Sides that the model may have, in pixels. It was trained on squares from 64 to 256; above that its
 * attention reaches further than it has learned.
 */
const SMALLEST = 64;
const LARGEST = 384;

/** @throws ModelSizeError where a side is no multiple of 8, or not from 64 to 384 */
export function checkEmbeddedSize({ width, height }: Size): void {
  for (const side of [width, height]) {
    if (side % STEP === 0 && side >= SMALLEST && side <= LARGEST) continue;
    throw new ModelSizeError(
      `the embedded model works on sides of ${SMALLEST} to ${LARGEST} pixels in steps of ${STEP}, not ${width}×${height}`,
    );
  }
}

/**
 * The embedded model, of pictures `[3, height, width]` in [−1, 1].
 * @param folder with `config.json` and `model.safetensors`, as `penumbra train` makes it
 * @throws ModelSizeError where a side is no multiple of 8, or not from 64 to 384
 * @throws ModelConfigError where the config cannot be used
 * @throws WeightsError where the weights cannot be read
 */
export function embeddedModel({ width, height }: Size, folder = EMBEDDED_MODEL): FlowModel {
  checkEmbeddedSize({ width, height });
  const config = readModelConfig(folder);
  return {
    shape: [3, height, width],
    file: openSafetensors(weightsFile(folder)),
    stages: [
      (weights, state) => {
        const inputs = { z: valueIn(state, 'z'), sigma: valueIn(state, 'sigma') };
        return { velocity: hourglass(weights, config, inputs) };
      },
    ],
    isAttention: (weight) => isAttention(weight, config.transformer),
  };
}

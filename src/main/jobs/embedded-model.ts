import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { input } from '../engine/graph/value.ts';
import type { OscillationSettings } from '../engine/inversion/oscillation.ts';
import { hourglass, STEP } from '../engine/models/hourglass.ts';
import { Parameters } from '../engine/nn/parameters.ts';
import { compile } from '../engine/runtime/program.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import type { Flow } from '../engine/sampling/flow.ts';
import { modelFlow } from '../engine/sampling/model-flow.ts';
import { openSafetensors } from '../engine/weights/safetensors.ts';
import { readModelConfig } from './model-config.ts';

/** Where the model lies that comes with Penumbra. */
export const EMBEDDED_MODEL = fileURLToPath(new URL('../../../models/mini', import.meta.url));

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

/** A picture's size does not suit the model. */
export class ModelSizeError extends Error {
  override readonly name = 'ModelSizeError';
}

/**
 * The embedded model as a flow of pictures `[3, height, width]` in [−1, 1].
 * @param folder with `config.json` and `model.safetensors`, as `penumbra train` makes it
 * @throws ModelSizeError where a side is no multiple of 8, or not from 64 to 384
 * @throws ModelConfigError where the config cannot be used
 * @throws WeightsError where the weights do not belong to the config
 */
export function embeddedFlow(
  executor: Executor,
  { width, height }: { width: number; height: number },
  folder = EMBEDDED_MODEL,
): Flow {
  for (const side of [width, height]) {
    if (side % STEP === 0 && side >= SMALLEST && side <= LARGEST) continue;
    throw new ModelSizeError(
      `the embedded model works on sides of ${SMALLEST} to ${LARGEST} pixels in steps of ${STEP}, not ${width}×${height}`,
    );
  }
  const config = readModelConfig(folder);
  const shape = [3, height, width];
  const parameters = new Parameters();
  const named = (name: string, of: number[]) => input(name, { dtype: 'float32', shape: of });
  const velocity = hourglass(parameters, config, {
    z: named('z', [1, ...shape]),
    sigma: named('sigma', [1]),
  });
  const file = openSafetensors(join(folder, 'model.safetensors'));
  return modelFlow(compile({ velocity }, { file, parameters }), executor, shape);
}

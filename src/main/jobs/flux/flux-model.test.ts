import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  fluxTensors,
  syntheticConfigs,
  writeSyntheticFlux,
  writeTensors,
} from '../../../../bench/synthetic-flux.ts';
import { Sessions } from '../../engine/runtime/sessions.ts';
import { float32 } from '../../engine/runtime/tensor.ts';
import { modelFlow } from '../../engine/sampling/model-flow.ts';
import { Random } from '../../engine/sampling/random.ts';
import { fluxModel, pictureStep } from './flux-model.ts';
import { inspectModel } from './inspect.ts';
import { findModelFiles } from './model-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'penumbra-flux-model-'));
const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 28 });
const text = {
  txt: float32(new Random(1).normals(5 * 64), [1, 5, 64]),
  y: float32(new Random(2).normals(64), [1, 64]),
};
beforeAll(() => writeSyntheticFlux(folder, { size: 'tiny', fill: 'random', type: 'F32' }));
afterAll(async () => {
  await sessions.release();
  rmSync(folder, { recursive: true, force: true });
});

test('a model that is distilled for guidance is given one, and is known for FLUX.1-dev', async () => {
  const schnell = await velocity();
  const dev = join(folder, 'flux1-dev.safetensors');
  const config = { ...syntheticConfigs.tiny.flux, guidanceEmbed: true };
  writeTensors(dev, fluxTensors(config), 'F32', 'random');
  expect(inspectModel([dev, folder])).toMatchObject({ family: 'FLUX.1-dev', usable: true });
  const guided = await velocity(dev);
  expect(guided.length).toBe(schnell.length);
  expect(guided.every(Number.isFinite)).toBe(true);
  rmSync(dev);
});

test('sides are multiples of two latent pixels', () => {
  const files = findModelFiles([folder]);
  expect(pictureStep(files)).toBe(8);
  expect(() => fluxModel(files, { width: 24, height: 20 }, text)).toThrow(
    'FLUX works on sides that are multiples of 8 pixels, not on 24×20',
  );
});

/** At a point of no meaning, of pictures of 24×16 pixels. */
function velocity(...first: string[]) {
  const files = findModelFiles([...first, folder]);
  const flow = modelFlow(fluxModel(files, { width: 24, height: 16 }, text), sessions);
  return flow.velocity(new Random(3).normals(4 * 6 * 4), 0.5);
}

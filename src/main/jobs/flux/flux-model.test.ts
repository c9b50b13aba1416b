import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quantised } from '../../../../bench/flux.ts';
import {
  fluxTensors,
  syntheticConfigs,
  writeSyntheticFlux,
  writeTensors,
} from '../../../../bench/synthetic-flux.ts';
import type { Provider } from '../../engine/runtime/providers.ts';
import { Sessions } from '../../engine/runtime/sessions.ts';
import { float32 } from '../../engine/runtime/tensor.ts';
import { modelFlow } from '../../engine/sampling/model-flow.ts';
import { Random } from '../../engine/sampling/random.ts';
import { fluxModel, pictureStep } from './flux-model.ts';
import { inspectFiles } from './inspect.ts';
import { findModelFiles } from './model-files.ts';
import { wholeFiles } from './whole-files.ts';

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
  expect(inspectFiles(findModelFiles([dev, folder]))).toMatchObject({
    family: 'FLUX.1-dev',
    usable: true,
  });
  const guided = await velocity(dev);
  expect(guided.length).toBe(schnell.length);
  expect(guided.every(Number.isFinite)).toBe(true);
  rmSync(dev);
});

test.each(['BF16', 4, 8] as const)(
  'on a GPU its products are in 16 bits, of weights in %s',
  async (stored) => {
    const made = join(folder, `half-${stored}`);
    writeSyntheticFlux(made, { size: 'tiny', fill: 'random', type: 'BF16' });
    const files = wholeFiles(findModelFiles([made]));
    const used = stored === 'BF16' ? files : await quantised(files, stored);
    const point = new Random(3).normals(4 * 6 * 4);
    const model = fluxModel(used, { width: 24, height: 16 }, text);
    const on = (provider: Provider) =>
      modelFlow(model, {
        provider,
        run: (program, feeds, signal) => sessions.run(program, feeds, signal),
      });
    const exact = await on('cpu').velocity(point, 0.5);
    const half = await on('webgpu').velocity(point, 0.5);
    const apart = Math.hypot(...half.map((value, i) => value - (exact[i] ?? 0)));
    // Weights of 4 bits are multiplied with activations of 8 on the CPU, in whichever product.
    expect(apart / Math.hypot(...exact)).toBeLessThan(stored === 4 ? 0.1 : 2e-3);
    // What CUDA would be given: the CPU checks its types, and has nothing to run it with.
    const missing = /Could not find an implementation for/;
    await expect(on('cuda').velocity(point, 0.5)).rejects.toThrow(missing);
  },
);

test('sides are multiples of two latent pixels', () => {
  const files = wholeFiles(findModelFiles([folder]));
  expect(pictureStep(files)).toBe(8);
  expect(() => fluxModel(files, { width: 24, height: 20 }, text)).toThrow(
    'FLUX works on sides that are multiples of 8 pixels, not on 24×20',
  );
});

/** At a point of no meaning, of pictures of 24×16 pixels. */
function velocity(...first: string[]) {
  const files = wholeFiles(findModelFiles([...first, folder]));
  const flow = modelFlow(fluxModel(files, { width: 24, height: 16 }, text), sessions);
  return flow.velocity(new Random(3).normals(4 * 6 * 4), 0.5);
}

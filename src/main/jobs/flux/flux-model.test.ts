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
import { sizeOf, type TensorType } from '../../engine/graph/tensor-type.ts';
import type { Program } from '../../engine/runtime/program.ts';
import { Session } from '../../engine/runtime/session.ts';
import { type Executor, Sessions } from '../../engine/runtime/sessions.ts';
import { float32, type Tensors } from '../../engine/runtime/tensor.ts';
import { workingMemory } from '../../engine/runtime/working-memory.ts';
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
  await writeTensors(dev, fluxTensors(config), 'F32', 'random');
  expect(inspectFiles(findModelFiles([dev, folder]))).toMatchObject({
    family: 'FLUX.1-dev',
    usable: true,
  });
  const guided = await velocity(dev);
  expect(guided.length).toBe(schnell.length);
  expect(guided.every(Number.isFinite)).toBe(true);
  rmSync(dev);
});

/** What a GPU would be given. The CPU checks its types, and then has nothing to run it with. */
class TypesAlone implements Executor {
  readonly provider = 'cuda';
  readonly half: Executor['half'];
  readonly memory = workingMemory();
  readonly keys: string[] = [];

  constructor(half: Executor['half']) {
    this.half = half;
  }

  async run(program: Program): Promise<Tensors> {
    this.keys.push(program.key);
    const open = Session.open(program, { provider: 'cpu', threads: 1 });
    if (this.half !== 'bfloat16') await (await open).release();
    else await expect(open).rejects.toThrow(/Could not find an implementation for/);
    const zeros = ({ shape }: TensorType) => float32(new Float32Array(sizeOf(shape)), shape);
    return Object.fromEntries(
      Object.entries(program.outputs).map(([name, type]) => [name, zeros(type)]),
    );
  }
}

test.each(['BF16', 4, 8] as const)(
  'on a GPU all of its products are in 16 bits, of weights in %s',
  async (stored) => {
    const made = join(folder, `half-${stored}`);
    await writeSyntheticFlux(made, { size: 'tiny', fill: 'random', type: 'BF16' });
    const files = wholeFiles(findModelFiles([made]));
    const used = stored === 'BF16' ? files : await quantised(files, stored);
    const point = new Random(3).normals(4 * 6 * 4);
    const model = fluxModel(used, { width: 24, height: 16 }, text);
    const programs = async (half: Executor['half']) => {
      const executor = new TypesAlone(half);
      await modelFlow(model, executor).pullback(point, 0.5, point);
      return executor.keys;
    };
    const exact = await programs(undefined);
    const [wide, narrow] = [await programs('bfloat16'), await programs('float16')];
    // The stages there, but for the last, and all of them back.
    const { length } = model.stages;
    expect(exact).toHaveLength(2 * length - 1);
    expect(exact.filter((key) => wide.includes(key))).toEqual([]);
    // Gradients are too small for float16.
    expect(exact.filter((key) => narrow.includes(key))).toEqual(exact.slice(length - 1));
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

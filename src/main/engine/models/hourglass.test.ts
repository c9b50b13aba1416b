import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { GraphError, input } from '../graph/value.ts';
import { Parameters } from '../nn/parameters.ts';
import { compile } from '../runtime/program.ts';
import { Sessions } from '../runtime/sessions.ts';
import { float32, float32Data, type Tensor } from '../runtime/tensor.ts';
import { Random } from '../sampling/random.ts';
import { initialWeights } from '../train/initial-weights.ts';
import { readModelWeights, writeModelWeights } from '../train/model-weights.ts';
import { openSafetensors } from '../weights/safetensors.ts';
import { isAttention } from './flux.ts';
import { type HourglassConfig, hourglass } from './hourglass.ts';
import { tinyHourglass } from './hourglass-fixture.ts';

/** With nothing as wide as another, and heads. */
const config: HourglassConfig = {
  ...tinyHourglass,
  levels: [
    { channels: 4, blocks: 1 },
    { channels: 6, blocks: 1 },
  ],
  transformer: {
    ...tinyHourglass.transformer,
    ...{ inChannels: 24, outChannels: 24, hiddenSize: 16, mlpRatio: 2, numHeads: 2 },
  },
};

const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });
const folder = mkdtempSync(join(tmpdir(), 'penumbra-hourglass-'));
afterAll(async () => {
  await sessions.release();
  rmSync(folder, { recursive: true, force: true });
});

function build(height: number, width: number, batch = 1) {
  const parameters = new Parameters();
  const z = input('z', { dtype: 'float32', shape: [batch, 3, height, width] });
  const sigma = input('sigma', { dtype: 'float32', shape: [batch] });
  return { parameters, velocity: hourglass(parameters, config, { z, sigma }) };
}

/** Runs with random weights from a file, so that parts of fused weights are read as they were written. */
async function run(z: Float32Array<ArrayBuffer>, sigma: number, height = 16, width = 24) {
  const { parameters, velocity } = build(height, width);
  const path = join(folder, `${height}x${width}.safetensors`);
  const values = initialWeights(parameters, 1);
  // What starts at zero would hide the network.
  for (const [index, array] of [...values.values()].entries()) {
    if (array.every((value) => value === 0)) {
      array.set(new Random(2, index).normals(array.length, 0.1));
    }
  }
  writeModelWeights(path, parameters, values);
  const program = compile({ velocity }, { file: openSafetensors(path), parameters });
  const output = await sessions.run(program, {
    z: float32(z, [1, 3, height, width]),
    sigma: float32([sigma], [1]),
  });
  return float32Data(output['velocity'] as Tensor);
}

describe('hourglass', () => {
  test('has a finite velocity at every level, both ends included', async () => {
    const z = new Random(5).normals(3 * 16 * 24);
    for (const sigma of [0, 0.1, 0.5, 1]) {
      const velocity = await run(z, sigma);
      expect(velocity.every(Number.isFinite)).toBe(true);
    }
  });

  test('is the best linear estimate for data of its deviation before it is trained', async () => {
    const { parameters, velocity } = build(16, 24);
    const path = join(folder, 'untrained.safetensors');
    writeModelWeights(path, parameters, initialWeights(parameters, 1));
    const program = compile({ velocity }, { file: openSafetensors(path), parameters });
    const z = new Random(6).normals(3 * 16 * 24);
    for (const sigma of [0, 0.3, 0.5, 1]) {
      const output = await sessions.run(program, {
        z: float32(z, [1, 3, 16, 24]),
        sigma: float32([sigma], [1]),
      });
      const [kept, s2] = [1 - sigma, config.sigmaData ** 2];
      const gain = (sigma - s2 * kept) / (sigma ** 2 + s2 * kept ** 2);
      const v = float32Data(output['velocity'] as Tensor);
      for (let i = 0; i < z.length; i += 97) {
        expect(v[i]).toBeCloseTo(gain * (z[i] as number), 5);
      }
    }
  });

  test('reads for training what was written, whatever parts its weights are used in', () => {
    const { parameters } = build(16, 16);
    const all = [...parameters];
    // 16 bits hold these exactly.
    const values = new Map(
      [...initialWeights(all, 3)].map(([name, array]) => [
        name,
        Float32Array.from(new Float16Array(array)),
      ]),
    );
    const path = join(folder, 'again.safetensors');
    writeModelWeights(path, all, values);
    expect(readModelWeights(path, all)).toEqual(values);
  });

  test('sees the whole picture: a change in one corner reaches the opposite one', async () => {
    const z = new Random(7).normals(3 * 64 * 64, 0.5);
    const before = await run(z, 0.5, 64, 64);
    z[0] = (z[0] as number) + 2;
    const after = await run(z, 0.5, 64, 64);
    expect(after.at(-1)).not.toBe(before.at(-1));
  });

  test('refuses sides that are no multiple of its step', () => {
    expect(() => build(16, 20)).toThrow(GraphError);
    expect(() => build(16, 20)).toThrow('multiples of 8');
  });

  test('names its attention weights', () => {
    const { parameters } = build(16, 16);
    const names = [...parameters]
      .filter((weight) => isAttention(weight, config.transformer))
      .map(({ tensor }) => tensor);
    expect(new Set(names)).toEqual(
      new Set([
        'single_blocks.0.linear1.weight',
        'single_blocks.0.linear1.bias',
        'single_blocks.0.linear2.weight',
        'single_blocks.0.norm.query_norm.scale',
        'single_blocks.0.norm.key_norm.scale',
      ]),
    );
  });
});

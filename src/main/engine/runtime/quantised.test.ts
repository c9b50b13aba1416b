import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { mul, sumAll } from '../graph/ops/index.ts';
import { input, type Value } from '../graph/value.ts';
import { linear } from '../nn/linear.ts';
import { Parameters } from '../nn/parameters.ts';
import { openCheckpoint } from '../weights/checkpoint.ts';
import { BLOCK_SIZE, quantiseRows } from '../weights/quantise-rows.ts';
import { QUANTISED, SCALES, ZEROS } from '../weights/quantised.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import { compile } from './program.ts';
import { Sessions } from './sessions.ts';
import { float32, float32Data, type Tensor } from './tensor.ts';

const folder = mkdtempSync(join(tmpdir(), 'penumbra-quantised-'));
const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 28 });
afterAll(async () => {
  await sessions.release();
  rmSync(folder, { recursive: true, force: true });
});

const [ROWS, WIDTH, TOKENS] = [24, 128, 5];
const waves = (count: number, step: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(step * i) + 0.3 * Math.cos(5 * i));

test.each([
  [4, 1e-2],
  [8, 1e-5],
] as const)(
  'a weight of %i bits is multiplied with, both ways, as what it stands for',
  async (bits, bound) => {
    const { numbers, scales, zeros } = quantiseRows(waves(ROWS * WIDTH, 1.7), bits);
    const path = join(folder, `q${bits}.safetensors`);
    const blocks = WIDTH / BLOCK_SIZE;
    const entry = (type: 'U8' | 'F32', shape: number[], data: Uint8Array | Float32Array) => ({
      ...{ type, shape },
      bytes: new Uint8Array(data.buffer as ArrayBuffer),
    });
    writeSafetensors(
      path,
      new Map([
        ['layer.weight', entry('U8', [ROWS, blocks, (BLOCK_SIZE * bits) / 8], numbers)],
        [`layer.weight${SCALES}`, entry('F32', [ROWS, blocks], scales)],
        [`layer.weight${ZEROS}`, entry('U8', [ROWS, (blocks * bits) / 8], zeros)],
        ['layer.bias', entry('F32', [ROWS], waves(ROWS, 0.3))],
      ]),
      { [QUANTISED.key]: QUANTISED.value },
    );
    const weights = new Parameters();
    const x = input('x', { dtype: 'float32', shape: [TOKENS, WIDTH] });
    const y = linear(weights, 'layer', x, { out: ROWS });
    const g = input('g', y);
    const [dx] = gradients(sumAll(mul(y, g)), [x]) as [Value];
    const program = compile({ y, dx }, { file: openCheckpoint(path), parameters: weights });
    const values = { x: waves(TOKENS * WIDTH, 0.9), g: waves(TOKENS * ROWS, 0.4) };
    const results = await sessions.run(program, {
      x: float32(values.x, x.shape),
      g: float32(values.g, g.shape),
    });

    const number = (bytes: Uint8Array, i: number) =>
      bits === 8 ? (bytes[i] ?? 0) : ((bytes[i >> 1] ?? 0) >> (4 * (i & 1))) & 15;
    const weight = (row: number, column: number) => {
      const i = row * WIDTH + column;
      const block = Math.floor(i / BLOCK_SIZE);
      return (number(numbers, i) - number(zeros, block)) * (scales[block] ?? 0);
    };
    const bias = waves(ROWS, 0.3);
    const product = Float32Array.from({ length: TOKENS * ROWS }, (_, at) => {
      const [token, row] = [Math.floor(at / ROWS), at % ROWS];
      let sum = bias[row] ?? 0;
      for (let i = 0; i < WIDTH; i++) sum += (values.x[token * WIDTH + i] ?? 0) * weight(row, i);
      return sum;
    });
    const back = Float32Array.from({ length: TOKENS * WIDTH }, (_, at) => {
      const [token, column] = [Math.floor(at / WIDTH), at % WIDTH];
      let sum = 0;
      for (let row = 0; row < ROWS; row++) {
        sum += (values.g[token * ROWS + row] ?? 0) * weight(row, column);
      }
      return sum;
    });
    expect(relative(results['y'] as Tensor, product)).toBeLessThan(bound);
    // Gradients are exact but for rounding: nothing of them is in few bits.
    expect(relative(results['dx'] as Tensor, back)).toBeLessThan(1e-5);
  },
);

function relative(ours: Tensor, expected: Float32Array): number {
  let [apart, power] = [0, 0];
  for (const [i, value] of float32Data(ours).entries()) {
    apart += (value - (expected[i] ?? 0)) ** 2;
    power += (expected[i] ?? 0) ** 2;
  }
  return Math.sqrt(apart / power);
}

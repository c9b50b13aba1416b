import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { add, matmul, mul, sumAll } from '../graph/ops/index.ts';
import { input, type Value } from '../graph/value.ts';
import { linear } from '../nn/linear.ts';
import { Parameters } from '../nn/parameters.ts';
import type { ProductType } from '../onnx/products.ts';
import { openSafetensors } from '../weights/safetensors.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import { halfProductsOn } from './half-products.ts';
import { compile } from './program.ts';
import { Sessions } from './sessions.ts';
import { float32, float32Data, type Tensor } from './tensor.ts';

const [TOKENS, WIDTH] = [4, 8];
const folder = mkdtempSync(join(tmpdir(), 'penumbra-half-'));
const path = join(folder, 'layer.safetensors');
const sessions = new Sessions({ provider: 'cpu', threads: 1, memoryBudgetBytes: 2 ** 26 });
afterAll(async () => {
  await sessions.release();
  rmSync(folder, { recursive: true, force: true });
});

const wave = (count: number, step: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(step * (i + 1)));
/** The first halves of float32 numbers are those numbers in bfloat16. */
const halves = (values: Float32Array) => new Uint16Array(values.buffer).filter((_, i) => i % 2);
writeSafetensors(
  path,
  new Map(
    Object.entries({
      'layer.weight': { shape: [WIDTH, WIDTH], values: wave(WIDTH * WIDTH, 0.7) },
      'layer.bias': { shape: [WIDTH], values: wave(WIDTH, 0.3) },
    }).map(([name, { shape, values }]) => [
      name,
      { type: 'BF16' as const, shape, bytes: new Uint8Array(halves(values).buffer) },
    ]),
  ),
);

/** A layer, a product of what it gives with itself, and their gradient. */
function program(products: ProductType) {
  const weights = new Parameters();
  const x = input('x', { dtype: 'float32', shape: [TOKENS, WIDTH] });
  const y = linear(weights, 'layer', x, { out: WIDTH });
  const scores = matmul(y, input('k', { dtype: 'float32', shape: [WIDTH, TOKENS] }));
  const [slope] = gradients(add(sumAll(mul(scores, scores)), sumAll(y)), [x]) as [Value];
  const file = openSafetensors(path);
  return compile({ y, scores, slope }, { file, parameters: weights, products });
}

async function run(products: ProductType, scale = 1) {
  const results = await sessions.run(program(products), {
    x: float32(wave(TOKENS * WIDTH, 0.9 * scale), [TOKENS, WIDTH]),
    k: float32(
      wave(TOKENS * WIDTH, 0.4).map((value) => value * scale),
      [WIDTH, TOKENS],
    ),
  });
  return (name: string) => float32Data(results[name] as Tensor);
}

test('products in float16 are those in float32 but for rounding', async () => {
  // The CPU has no float16 either, and computes with what it stands for in more bits than that.
  const [exact, rounded] = [await run('float32'), await run('float16')];
  for (const name of ['y', 'scores', 'slope']) {
    expect(apart(rounded(name), exact(name)), name).toBeLessThan(2e-3);
  }
});

test('what float16 cannot hold stays a number', async () => {
  const scores = (await run('float16', 1e6))('scores');
  expect(scores.every(Number.isFinite)).toBe(true);
  expect(Math.max(...scores.map(Math.abs))).toBe(65_504);
});

test('products in bfloat16 are of one type each, and take their weights as they lie', async () => {
  // The CPU has none, and says so of a graph whose types are right, after it has checked them.
  await expect(sessions.run(program('bfloat16'), {})).rejects.toThrow(
    /Could not find an implementation for (Gemm|MatMul)/,
  );
  const { weightBytes } = program('bfloat16');
  expect(weightBytes).toBe(2 * (WIDTH * WIDTH + WIDTH));
});

test('GPUs multiply in 16 bits, CUDA in those of the range of 32', () => {
  expect(halfProductsOn('cpu')).toBe('float32');
  expect(halfProductsOn('cuda')).toBe('bfloat16');
  expect(halfProductsOn('webgpu')).toBe('float16');
});

/** Their distance, as a share of the exact. */
function apart(values: Float32Array, exact: Float32Array): number {
  const squares = (numbers: Iterable<number>) =>
    [...numbers].reduce((sum, value) => sum + value ** 2, 0);
  return Math.sqrt(squares(values.map((value, i) => value - (exact[i] ?? 0))) / squares(exact));
}

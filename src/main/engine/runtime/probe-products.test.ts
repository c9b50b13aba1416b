import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { matmul } from '../graph/ops/index.ts';
import type { DType } from '../graph/tensor-type.ts';
import { input } from '../graph/value.ts';
import { linear } from '../nn/linear.ts';
import { Parameters } from '../nn/parameters.ts';
import { lower } from '../onnx/lower.ts';
import { type OnnxAttribute, onnxDType } from '../onnx/model.ts';
import type { ProductType } from '../onnx/products.ts';
import { bindWeights } from '../weights/bind.ts';
import { openSafetensors } from '../weights/safetensors.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import { halfTypeOn, isProductRight } from './probe-products.ts';
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

const file = openSafetensors(path);
const weights = new Parameters();
const x = input('x', { dtype: 'float32', shape: [TOKENS, WIDTH] });
const y = linear(weights, 'layer', x, { out: WIDTH });
const scores = matmul(y, input('k', { dtype: 'float32', shape: [WIDTH, TOKENS] }));

/** The nodes that a graph becomes, with what a cast is to, and the types of its weights in the file. */
function lowered(products: ProductType) {
  const { nodes, initializers } = lower({ scores }, bindWeights(weights, file), products);
  const types = ['float32', 'bfloat16', 'float16'] as const;
  const said = nodes.map(({ operator, attributes }) => {
    const to = types.find((type) => operator === 'Cast' && isTo(attributes['to'], type));
    return to ? `to ${to}` : operator;
  });
  const stored = initializers.filter(({ data }) => 'file' in data);
  return { said, stored: stored.map(({ dtype }) => dtype) };
}

const isTo = (attribute: OnnxAttribute | undefined, type: DType) =>
  attribute !== undefined && 'int' in attribute && attribute.int === onnxDType(type);

test('operands are in 16 bits, and results in 32 again; weights of the same type are taken as they lie', () => {
  expect(lowered('float32').said).toEqual(['to float32', 'to float32', 'Gemm', 'MatMul']);
  expect(lowered('bfloat16')).toEqual({
    // The bias is widened, and added in float32.
    said: [
      ...['to float32', 'to bfloat16', 'Gemm', 'to float32', 'Add'],
      ...['to bfloat16', 'to bfloat16', 'MatMul', 'to float32'],
    ],
    stored: ['bfloat16', 'bfloat16'],
  });
  expect(lowered('float16').said).toEqual([
    ...['to float16', 'to float32', 'Clip', 'to float16', 'Gemm', 'to float32', 'Clip', 'Add'],
    ...['Clip', 'to float16', 'Clip', 'to float16', 'MatMul', 'to float32', 'Clip'],
  ]);
});

test('what float16 cannot hold stays a number', async () => {
  const program = compile({ scores }, { file, parameters: weights }, { products: 'float16' });
  const results = await sessions.run(program, {
    x: float32(wave(TOKENS * WIDTH, 0.9), x.shape),
    k: float32(
      wave(TOKENS * WIDTH, 0.4).map((value) => 1e6 * value),
      [WIDTH, TOKENS],
    ),
  });
  const values = float32Data(results['scores'] as Tensor);
  expect(values.every(Number.isFinite)).toBe(true);
  expect(Math.max(...values.map(Math.abs))).toBe(65_504);
});

test('a provider multiplies in 16 bits only where it was tried and right', async () => {
  expect(await isProductRight('cpu', 'float32')).toBe(true);
  await expect(isProductRight('cpu', 'bfloat16')).rejects.toThrow(/Could not find/);
  // ONNX Runtime's CPU takes the casts to float16 away, and is no faster for it.
  expect(await halfTypeOn('cpu')).toBeUndefined();
});

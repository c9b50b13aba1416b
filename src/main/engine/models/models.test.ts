import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { gradients } from '../autodiff/gradients.ts';
import { meanAll, mul } from '../graph/ops/index.ts';
import { sizeOf } from '../graph/tensor-type.ts';
import {
  constant,
  GraphError,
  input,
  type Parameter,
  parameterName,
  type Value,
} from '../graph/value.ts';
import { Parameters } from '../nn/parameters.ts';
import { compile } from '../runtime/program.ts';
import { Sessions } from '../runtime/sessions.ts';
import { float32, float32Data, type Tensors } from '../runtime/tensor.ts';
import { float32ToBfloat16, float32ToFloat16 } from '../weights/number-formats.ts';
import { openSafetensors, WeightsError } from '../weights/safetensors.ts';
import { type TensorToStore, writeSafetensors } from '../weights/write-safetensors.ts';
import { type AutoencoderConfig, decode, encode } from './autoencoder.ts';
import { type FluxConfig, flux, isAttention } from './flux.ts';

const config: FluxConfig = {
  inChannels: 8,
  outChannels: 8,
  vecInDim: 6,
  contextInDim: 10,
  hiddenSize: 24,
  mlpRatio: 3,
  numHeads: 3,
  depth: 1,
  depthSingleBlocks: 2,
  axesDim: [2, 2, 4],
  theta: 10_000,
  qkvBias: false,
  guidanceEmbed: false,
};
const [H, W, TEXT] = [3, 5, 4];

function build(batch: number, given = config, guidance?: Value) {
  const weights = new Parameters();
  const named = (name: string, ...shape: number[]) => input(name, { dtype: 'float32', shape });
  const grid = Array.from({ length: H * W }, (_, i) => [0, Math.floor(i / W), i % W]).flat();
  const img = named('img', batch, H * W, given.inChannels);
  const { velocity, checkpoints } = flux(weights, given, {
    img,
    imgIds: constant(grid, [H * W, 3]),
    txt: named('txt', batch, TEXT, given.contextInDim),
    txtIds: constant(new Float32Array(TEXT * 3), [TEXT, 3]),
    timesteps: named('timesteps', batch),
    y: named('y', batch, given.vecInDim),
    ...(guidance && { guidance }),
  });
  return { weights, img, velocity, checkpoints };
}

/** Smooth pseudo-random values, different for every name. */
function fill(name: string, count: number, scale: number): Float32Array<ArrayBuffer> {
  const phase = [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1000;
  return Float32Array.from(
    { length: count },
    (_, i) => scale * Math.sin(phase + 12.9898 * i * i + i),
  );
}

const store = {
  F32: (values: Float32Array<ArrayBuffer>) => values,
  F16: float32ToFloat16,
  BF16: float32ToBfloat16,
};

let folder: string;
let sessions: Sessions;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-models-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  sessions = new Sessions({ provider: 'cpu', threads: 1, memoryBudgetBytes: 2 ** 30 });
});
afterEach(() => sessions.release());

function writeWeights(parameters: Iterable<Parameter>, type: keyof typeof store = 'F32') {
  const tensors = new Map<string, TensorToStore>();
  for (const { tensor, whole } of parameters) {
    const values = fill(tensor, sizeOf(whole), tensor.endsWith('scale') ? 1 : 0.4);
    // Of values that bfloat16 and float16 can both hold, so that all files say the same.
    const coarse = values.map((value) => Math.round(value * 64) / 64);
    tensors.set(tensor, { type, shape: whole, bytes: new Uint8Array(store[type](coarse).buffer) });
  }
  const path = join(folder, `${type}.safetensors`);
  writeSafetensors(path, tensors);
  return openSafetensors(path);
}

function feeds(batch: number, sample?: number): Tensors {
  const shapes = { img: [H * W, 8], txt: [TEXT, 10], timesteps: [], y: [6] };
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const all = fill(name, 2 * sizeOf(shape), 1).map((value) =>
        name === 'timesteps' ? 0.5 + value / 2 : value,
      );
      const size = sizeOf(shape);
      const values = sample === undefined ? all : all.slice(sample * size, (sample + 1) * size);
      return [name, float32(values.slice(0, batch * size), [batch, ...shape])];
    }),
  );
}

async function velocityOf(batch: number, type: keyof typeof store, sample?: number) {
  const { weights, velocity } = build(batch);
  const program = compile({ velocity }, { file: writeWeights(weights, type), parameters: weights });
  const results = await sessions.run(program, feeds(batch, sample));
  return float32Data(results['velocity'] as Tensors[string]);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}

describe('the FLUX transformer', () => {
  test('computes a batch as it computes its samples', async () => {
    const both = await velocityOf(2, 'F32');
    const half = both.length / 2;
    expect(largestDifference(await velocityOf(1, 'F32', 0), both.slice(0, half))).toBeLessThan(
      1e-5,
    );
    expect(largestDifference(await velocityOf(1, 'F32', 1), both.slice(half))).toBeLessThan(1e-5);
    expect(largestDifference(both.slice(0, half), both.slice(half))).toBeGreaterThan(0.01);
  });

  test('computes the same from weights in 32 and in either 16 bits', async () => {
    const full = await velocityOf(1, 'F32');
    expect(largestDifference(await velocityOf(1, 'BF16'), full)).toBeLessThan(1e-5);
    expect(largestDifference(await velocityOf(1, 'F16'), full)).toBeLessThan(1e-5);
  });

  test('has the same gradients from a batch, and with recomputed activations', async () => {
    const gradientOf = async (batch: number, sample: number | undefined, recompute: boolean) => {
      const { weights, img, velocity, checkpoints } = build(batch);
      const file = writeWeights(weights);
      const q = [...weights].find(
        (p) => parameterName(p) === 'single_blocks.0.linear1.weight[0:24]',
      );
      const loss = meanAll(mul(velocity, velocity));
      const targets = [img, q as Parameter];
      const [g, gq] = gradients(loss, targets, recompute ? checkpoints : undefined) as [
        Value,
        Value,
      ];
      const results = await sessions.run(
        compile({ g, gq }, { file, parameters: weights }),
        feeds(batch, sample),
      );
      return {
        g: float32Data(results['g'] as Tensors[string]),
        gq: float32Data(results['gq'] as Tensors[string]),
      };
    };
    const [both, first, second] = [
      await gradientOf(2, undefined, false),
      await gradientOf(1, 0, false),
      await gradientOf(1, 1, true),
    ];
    const mean = first.gq.map((value, i) => (value + (second.gq[i] ?? 0)) / 2);
    const scale = both.gq.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largestDifference(mean, both.gq)).toBeLessThan(1e-5 * scale);
    const halves = Float32Array.from([...first.g, ...second.g], (value) => value / 2);
    const imgScale = both.g.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largestDifference(halves, both.g)).toBeLessThan(1e-5 * imgScale);
  });

  test('names its attention weights, in the fused layers of single blocks only their part', () => {
    const { weights } = build(1);
    const names = [...weights].filter((weight) => isAttention(weight, config)).map(parameterName);
    expect(names.filter((name) => name.startsWith('single_blocks.0')).sort()).toEqual([
      'single_blocks.0.linear1.bias[0:24]',
      'single_blocks.0.linear1.bias[24:48]',
      'single_blocks.0.linear1.bias[48:72]',
      'single_blocks.0.linear1.weight[0:24]',
      'single_blocks.0.linear1.weight[24:48]',
      'single_blocks.0.linear1.weight[48:72]',
      'single_blocks.0.linear2.weight[:,0:24]',
      'single_blocks.0.norm.key_norm.scale',
      'single_blocks.0.norm.query_norm.scale',
    ]);
    expect(names.filter((name) => name.startsWith('double_blocks.0.img'))).toHaveLength(7);
    expect(names.some((name) => name.includes('mlp') || name.includes('mod'))).toBe(false);
  });

  test('refuses a config whose heads and positions do not fit, and stray guidance', () => {
    expect(() => build(1, { ...config, axesDim: [2, 2, 2] })).toThrow(
      new GraphError('flux: axesDim [2,2,2] adds up to 6, but a head has 24/3 = 8 channels'),
    );
    const guidance = input('guidance', { dtype: 'float32', shape: [1] });
    expect(() => build(1, config, guidance)).toThrow('flux: this model takes no guidance');
    expect(() => build(1, { ...config, guidanceEmbed: true })).toThrow(
      'flux: this model needs guidance',
    );
  });

  test('binds to exactly its own weights', () => {
    const { weights, velocity } = build(1);
    const other = build(1, { ...config, depthSingleBlocks: 1 });
    const file = writeWeights(other.weights);
    expect(() => compile({ velocity }, { file, parameters: weights })).toThrow(WeightsError);
    expect(() => compile({ velocity }, { file, parameters: weights })).toThrow(
      /single_blocks\.1\.modulation\.lin\.weight \[72,24\] is missing/,
    );
  });
});

describe('the autoencoder', () => {
  const small: AutoencoderConfig = {
    inChannels: 3,
    ch: 32,
    outCh: 3,
    chMult: [1, 2],
    numResBlocks: 1,
    zChannels: 4,
    scaleFactor: 0.36,
    shiftFactor: 0.12,
  };

  test('halves and doubles images of any aspect once between levels', () => {
    const weights = new Parameters();
    const image = input('image', { dtype: 'float32', shape: [2, 3, 12, 20] });
    const z = encode(weights, small, image);
    expect(z.shape).toEqual([2, 4, 6, 10]);
    expect(decode(weights, small, z).shape).toEqual([2, 3, 12, 20]);
  });
});

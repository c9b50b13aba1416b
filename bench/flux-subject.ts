import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sizeOf } from '../src/main/engine/graph/tensor-type.ts';
import { constant, type Input, input, type Parameter } from '../src/main/engine/graph/value.ts';
import {
  type FluxConfig,
  type FluxOutputs,
  flux,
  isAttention,
} from '../src/main/engine/models/flux.ts';
import { Parameters } from '../src/main/engine/nn/parameters.ts';
import { float32, type Tensors } from '../src/main/engine/runtime/tensor.ts';
import { openSafetensors, type SafetensorsFile } from '../src/main/engine/weights/safetensors.ts';
import { writeSafetensors } from '../src/main/engine/weights/write-safetensors.ts';
import { randomValues } from './random.ts';

/** A FLUX-style transformer of about 6 million parameters. */
const config: FluxConfig = {
  inChannels: 64,
  outChannels: 64,
  vecInDim: 64,
  contextInDim: 64,
  hiddenSize: 256,
  mlpRatio: 4,
  numHeads: 4,
  depth: 1,
  depthSingleBlocks: 3,
  axesDim: [16, 24, 24],
  theta: 10_000,
  qkvBias: true,
  guidanceEmbed: false,
};

const TEXT_TOKENS = 16;

/** What the transformer benchmarks measure, at a number of image tokens. */
export interface FluxSubject {
  readonly img: Input;
  readonly parameters: readonly Parameter[];
  readonly attention: readonly Parameter[];
  readonly outputs: FluxOutputs;
  /** Values for all inputs but the parameters. */
  readonly feeds: Tensors;
}

export function buildSubject(tokens: number): FluxSubject {
  const weights = new Parameters();
  const side = Math.sqrt(tokens);
  const named = (name: string, shape: readonly number[]) =>
    input(name, { dtype: 'float32', shape });
  const img = named('img', [1, tokens, config.inChannels]);
  const inputs = {
    txt: named('txt', [1, TEXT_TOKENS, config.contextInDim]),
    timesteps: named('timesteps', [1]),
    y: named('y', [1, config.vecInDim]),
  };
  const grid = Array.from({ length: tokens }, (_, i) => [0, Math.floor(i / side), i % side]).flat();
  const outputs = flux(weights, config, {
    ...inputs,
    img,
    imgIds: constant(grid, [tokens, 3]),
    txtIds: constant(new Float32Array(TEXT_TOKENS * 3), [TEXT_TOKENS, 3]),
  });
  const feeds = Object.fromEntries(
    [img, ...Object.values(inputs)].map(({ name, shape }) => [
      name,
      float32(randomValues(sizeOf(shape)), shape),
    ]),
  );
  return {
    img,
    parameters: [...weights],
    attention: [...weights].filter((weight) => isAttention(weight, config)),
    outputs,
    feeds,
  };
}

/** Random values of a size that keeps activations in range, for every parameter. */
export function randomWeights(
  parameters: readonly Parameter[],
): ReadonlyMap<Parameter, Float32Array<ArrayBuffer>> {
  return new Map(
    parameters.map((parameter, index) => {
      const fanIn = parameter.shape[1] ?? 1;
      const scale = parameter.tensor.endsWith('.weight') ? 1 / Math.sqrt(fanIn) : 0.1;
      return [parameter, randomValues(sizeOf(parameter.shape), scale, index + 1)];
    }),
  );
}

/** Hands a weights file with random values to `use`, and removes it afterwards. */
export async function withWeightsFile<T>(
  parameters: readonly Parameter[],
  use: (file: SafetensorsFile) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-bench-'));
  try {
    const path = join(folder, 'weights.safetensors');
    const tensors = new Map(
      parameters.map(({ tensor, whole }, index) => {
        const scale = 1 / Math.sqrt(whole[1] ?? 100);
        const { buffer } = randomValues(sizeOf(whole), scale, index + 1);
        return [tensor, { type: 'F32' as const, shape: whole, bytes: new Uint8Array(buffer) }];
      }),
    );
    writeSafetensors(path, tensors);
    return await use(openSafetensors(path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { add } from '../graph/ops/index.ts';
import { sizeOf } from '../graph/tensor-type.ts';
import { constant, input, type Parameter } from '../graph/value.ts';
import { type FluxConfig, flux } from '../models/flux.ts';
import { Parameters } from '../nn/parameters.ts';
import { elementBytes } from '../weights/number-formats.ts';
import { openSafetensors } from '../weights/safetensors.ts';
import { Engine } from './engine.ts';
import { compile } from './program.ts';
import { float32, float32Data, type Tensor } from './tensor.ts';

const GIB = 2 ** 30;
const LIMIT_BYTES = 150 * 2 ** 20;
const TOKENS = 16;

const config: FluxConfig = {
  inChannels: 64,
  outChannels: 64,
  vecInDim: 64,
  contextInDim: 64,
  hiddenSize: 1024,
  mlpRatio: 4,
  numHeads: 8,
  depth: 1,
  depthSingleBlocks: 0,
  axesDim: [32, 48, 48],
  theta: 10_000,
  qkvBias: true,
  guidanceEmbed: false,
};
/** Single blocks that make the checkpoint just over a GiB. */
const SINGLE_BLOCKS = { F32: 15, BF16: 32 } as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-mapped-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function build(depthSingleBlocks: number) {
  const named = (name: string, ...shape: number[]) => input(name, { dtype: 'float32', shape });
  const weights = new Parameters();
  const { velocity } = flux(
    weights,
    { ...config, depthSingleBlocks },
    {
      img: named('img', 1, TOKENS, config.inChannels),
      imgIds: constant(new Float32Array(3 * TOKENS), [TOKENS, 3]),
      txt: named('txt', 1, 1, config.contextInDim),
      txtIds: constant([0, 0, 0], [1, 3]),
      timesteps: named('timesteps', 1),
      y: named('y', 1, config.vecInDim),
    },
  );
  return { weights, velocity };
}

/** Writes random bits piece by piece: small numbers of both signs, in either format. */
function writeCheckpoint(
  path: string,
  type: 'F32' | 'BF16',
  parameters: Iterable<Parameter>,
): number {
  const whole = new Map([...parameters].map(({ tensor, whole: shape }) => [tensor, shape]));
  let end = 0;
  const header = Object.fromEntries(
    [...whole].map(([tensor, shape]) => {
      const start = end;
      end += sizeOf(shape) * elementBytes[type];
      return [tensor, { dtype: type, shape, data_offsets: [start, end] }];
    }),
  );
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  // Upper halves of floats between 2^-15 and 2^-7.
  const words = Uint16Array.from({ length: 2 ** 23 }, (_, i) => {
    const bits = Math.imul(i, 2_654_435_761);
    return (bits & 0x8000) | (0x3800 + (bits >>> 22));
  });
  const random = new Uint8Array(words.buffer);
  const fd = openSync(path, 'w');
  writeSync(fd, length);
  writeSync(fd, text);
  for (let done = 0; done < end; ) {
    done += writeSync(fd, random, 0, Math.min(random.length, end - done));
  }
  closeSync(fd);
  return end;
}

/** Memory that is this process's alone, which the pages of a mapped file are not. */
function privateBytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return 1024 * Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]);
}

// Private memory is read from /proc, which only Linux has.
test.runIf(process.platform === 'linux').each(['F32', 'BF16'] as const)(
  'a transformer of 1 GiB in %s opens and runs in little private memory',
  async (type) => {
    const { weights, velocity } = build(SINGLE_BLOCKS[type]);
    const path = join(folder, 'large.safetensors');
    expect(writeCheckpoint(path, type, weights)).toBeGreaterThan(GIB);
    const program = compile({ velocity }, { file: openSafetensors(path), parameters: weights });
    const feeds = Object.fromEntries(
      Object.entries(program.inputs).map(([name, { shape }]) => [
        name,
        float32(new Float32Array(sizeOf(shape)).fill(0.3), shape),
      ]),
    );
    const engine = new Engine({ provider: 'cpu', threads: 2, memoryBudgetBytes: 4 * GIB });
    const one = input('one', { dtype: 'float32', shape: [1] });
    await engine.run(compile({ two: add(one, one) }), { one: float32([1], [1]) });
    const before = privateBytes(engine.pid);
    const results = await engine.run(program, feeds);
    const taken = privateBytes(engine.pid) - before;
    engine.stop();
    expect(float32Data(results['velocity'] as Tensor).every(Number.isFinite)).toBe(true);
    expect(taken).toBeLessThan(LIMIT_BYTES);
  },
  120_000,
);

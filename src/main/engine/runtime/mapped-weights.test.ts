import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gemm } from '../graph/ops/index.ts';
import { input, type Value } from '../graph/value.ts';
import { Parameters } from '../nn/parameters.ts';
import { openSafetensors } from '../weights/safetensors.ts';
import { Engine } from './engine.ts';
import { compile } from './program.ts';
import { float32, float32Data } from './tensor.ts';

const WIDTH = 2048;
const GIB = 2 ** 30;
const LIMIT_BYTES = 150 * 2 ** 20;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-mapped-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A checkpoint of square layers with random bits, written piece by piece. */
function writeCheckpoint(path: string, dtype: 'F32' | 'BF16', layers: number): void {
  const bytes = WIDTH * WIDTH * (dtype === 'F32' ? 4 : 2);
  const header = Object.fromEntries(
    Array.from({ length: layers }, (_, i) => [
      `layers.${i}.weight`,
      { dtype, shape: [WIDTH, WIDTH], data_offsets: [i * bytes, (i + 1) * bytes] },
    ]),
  );
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  // Small numbers of both signs in either format: upper halves of floats between 2^-15 and 2^-7.
  const words = Uint16Array.from({ length: bytes / 2 }, (_, i) => {
    const bits = Math.imul(i, 2_654_435_761);
    return (bits & 0x8000) | (0x3800 + (bits >>> 22));
  });
  const fd = openSync(path, 'w');
  for (const part of [length, text, ...Array(layers).fill(new Uint8Array(words.buffer))]) {
    writeSync(fd, part);
  }
  closeSync(fd);
}

/** Memory that is this process's alone, which the pages of a mapped file are not. */
function privateBytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return 1024 * Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]);
}

// Private memory is read from /proc, which only Linux has.
test.runIf(process.platform === 'linux').each(['F32', 'BF16'] as const)(
  'a 1-GiB checkpoint in %s opens and runs in little private memory',
  async (dtype) => {
    const path = join(folder, 'large.safetensors');
    const layers = GIB / (WIDTH * WIDTH * (dtype === 'F32' ? 4 : 2));
    writeCheckpoint(path, dtype, layers);
    const file = openSafetensors(path);
    const weights = new Parameters();
    let y: Value = input('x', { dtype: 'float32', shape: [4, WIDTH] });
    for (let i = 0; i < layers; i++) {
      y = gemm(y, weights.get(`layers.${i}.weight`, [WIDTH, WIDTH]), false, true);
    }
    const engine = new Engine({ provider: 'cpu', threads: 2, memoryBudgetBytes: 4 * GIB });
    const x = float32(new Float32Array(4 * WIDTH).fill(1), [4, WIDTH]);
    const small = compile({ y: gemm(input('x', x), input('w', x), false, true) });
    await engine.run(small, { x, w: x });
    const before = privateBytes(engine.pid);
    const results = await engine.run(compile({ y }, { file, parameters: weights }), { x });
    const taken = privateBytes(engine.pid) - before;
    engine.stop();
    expect(float32Data(results['y'] as typeof x).every(Number.isFinite)).toBe(true);
    expect(taken).toBeLessThan(LIMIT_BYTES);
  },
  120_000,
);

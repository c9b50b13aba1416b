import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sizeOf } from '../graph/tensor-type.ts';
import type { Parameter, Value } from '../graph/value.ts';
import { openSafetensors, type SafetensorsFile } from '../weights/safetensors.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import { compile } from './program.ts';
import { Sessions } from './sessions.ts';
import type { Tensors } from './tensor.ts';

/** Runs a graph over weights of no meaning, the same at every call, for tests. */
export async function withRandomWeights(
  outputs: Readonly<Record<string, Value>>,
  parameters: Iterable<Parameter>,
  use: (run: (feeds: Tensors) => Promise<Tensors>, file: SafetensorsFile) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-weights-'));
  const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });
  try {
    const path = join(folder, 'weights.safetensors');
    const tensors = [...parameters].map(({ tensor, whole }, index) => {
      const scale = 1 / Math.sqrt(whole[1] ?? 1);
      const values = Float32Array.from(
        { length: sizeOf(whole) },
        (_, i) => scale * Math.sin(7 * i + index),
      );
      const bytes = new Uint8Array(values.buffer);
      return [tensor, { type: 'F32' as const, shape: whole, bytes }] as const;
    });
    writeSafetensors(path, new Map(tensors));
    const file = openSafetensors(path);
    const program = compile(outputs, { file, parameters });
    await use((feeds) => sessions.run(program, feeds), file);
  } finally {
    await sessions.release();
    rmSync(folder, { recursive: true, force: true });
  }
}

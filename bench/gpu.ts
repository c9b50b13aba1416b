import type { SessionOptions } from '../src/main/engine/runtime/session.ts';
import { EngineError } from '../src/main/engine/runtime/tensor.ts';
import { type FluxRow, inFolder, measureFlux, quantised, randomModel } from './flux.ts';
import { type SuiteResult, thisMachine } from './suite.ts';

/** The paper's size, in pixels. */
const SIDE = 512;

type Row = Omit<FluxRow, 'velocityError' | 'privateGiB'> & { readonly provider: string };

/**
 * A model of FLUX.1-schnell's own size and random weights on a GPU, in 4 and in 16 bits: 30 iterations and
 * 15 steps of tuning, to stand beside the paper's 8.74 s and 10.88 s on an A6000. It writes 34 GB into
 * the system's temporary folder, and takes them away again.
 * @throws EngineError where there is no GPU
 */
export function benchGpu(options: SessionOptions): Promise<SuiteResult<Row>> {
  const { provider } = options;
  if (provider === 'cpu') {
    throw new EngineError(
      'bench gpu measures a GPU, and none was found. `penumbra doctor` says what is missing.',
    );
  }
  return inFolder(async (folder) => {
    const files = randomModel(folder, { size: 'full', fill: 'random', type: 'BF16' });
    const rows: Row[] = [];
    for (const stored of ['Q4', 'BF16']) {
      const used = stored === 'Q4' ? await quantised(files, 4) : files;
      const { velocity, velocityError, privateGiB, ...row } = await measureFlux(
        used,
        SIDE,
        options,
      );
      rows.push({ provider, stored, ...row });
    }
    return { suite: 'gpu', machine: thisMachine(), rows };
  });
}

import type { SessionsOptions } from '../src/main/engine/runtime/sessions.ts';
import { EngineError } from '../src/main/engine/runtime/tensor.ts';
import { type FluxRow, measureFlux, quantised, randomModel, toldRow } from './flux.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { inRoomyFolder } from './temporary-folder.ts';

/** The paper's size, in pixels. */
const SIDE = 512;

/** Of 17 billion weights in 16 bits, and 12 of them in 4. */
const ROOM_BYTES = 39 * 2 ** 30;

type Row = Omit<FluxRow, 'velocityError' | 'privateGiB'> & { readonly provider: string };

/**
 * A model of FLUX.1-schnell's own size and random weights on a GPU, in 4 and in 16 bits: 30 iterations and
 * 15 steps of tuning, to stand beside the paper's 8.74 s and 10.88 s on an A6000. The files lie in
 * the system's temporary folder meanwhile.
 * @throws EngineError where there is no GPU; TemporaryFolderError where there is no room
 */
export function benchGpu(options: SessionsOptions): Promise<SuiteResult<Row>> {
  const { provider } = options;
  if (provider === 'cpu') {
    throw new EngineError(
      'bench gpu measures a GPU, and none was found. `penumbra doctor` says what is missing.',
    );
  }
  return inRoomyFolder(ROOM_BYTES, async (folder) => {
    const files = await randomModel(folder, { size: 'full', fill: 'random', type: 'BF16' });
    const rows: Row[] = [];
    for (const stored of ['Q4', 'BF16']) {
      const used = stored === 'Q4' ? await quantised(files, 4) : files;
      const { velocity, velocityError, privateGiB, ...row } = await measureFlux(
        used,
        SIDE,
        options,
      );
      rows.push(toldRow({ provider, stored, ...row }));
    }
    return { suite: 'gpu', machine: thisMachine(), rows };
  });
}

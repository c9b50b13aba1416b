import type { FlowModel } from '../engine/sampling/flow-model.ts';
import type { ChosenModel, Opening } from '../jobs/chosen-model.ts';
import { weightsHash } from '../jobs/weights-hash.ts';
import type { Progress } from './progress.ts';

/** Bytes from which reading files takes long enough to be told of. */
const LARGE = 2 ** 28;

/** A model that is ready to run, and the hash that its runs are recorded with. */
export interface OpenModel {
  readonly model: FlowModel;
  /** SHA-256 of its weights. */
  readonly sha256: string;
}

/**
 * Opens a model and tells of what takes long; its weights are hashed once a session, before anything is computed
 * with them.
 */
export async function openModel(
  chosen: ChosenModel,
  opening: Omit<Opening, 'tell' | 'onStage'>,
  progress: Progress,
): Promise<OpenModel> {
  const sha256 = await weightsHash(chosen.weights(), percentTeller(progress), opening.signal);
  progress.tell('Opening the model', 0, 0);
  const model = await chosen.open({
    ...opening,
    tell: () => progress.tell('Encoding the prompt', 0, 0),
    onStage: (done, of) => progress.tellBlock(done, of),
  });
  return { model, sha256 };
}

/** Tells how many hundredths of a large file are read. */
function percentTeller(progress: Progress) {
  let told = 0;
  return (done: number, of: number) => {
    const percent = Math.floor((100 * done) / of);
    if (of < LARGE || percent === told) return;
    told = percent;
    progress.tell('Checking the model’s files', percent, 100);
  };
}

import { parameterName } from '../graph/value.ts';
import { openSafetensors, readTensor, WeightsError } from '../weights/safetensors.ts';
import { type TensorToStore, writeSafetensors } from '../weights/write-safetensors.ts';
import type { Trainer } from './trainer.ts';

/** What is kept of every parameter, and where a trainer has it. */
const kept = {
  value: (trainer: Trainer, name: string) => trainer.values.get(name),
  average: (trainer: Trainer, name: string) => trainer.averages.get(name),
  first: (trainer: Trainer, name: string) => trainer.optimiser.moments.get(name)?.first,
  second: (trainer: Trainer, name: string) => trainer.optimiser.moments.get(name)?.second,
} as const;

/** Losses of steps that no line of metrics has told of yet. */
export interface PendingLosses {
  readonly sum: number;
  readonly count: number;
}

/**
 * Writes all that a training needs to go on as if it had not stopped. The file before stays until
 * the new one is complete.
 * @param identity what the training is of: a checkpoint of another is refused when it is read
 */
export function writeCheckpoint(
  path: string,
  trainer: Trainer,
  identity: string,
  pending: PendingLosses,
): void {
  const tensors = new Map<string, TensorToStore>();
  for (const parameter of trainer.parameters) {
    const name = parameterName(parameter);
    for (const [what, of] of Object.entries(kept)) {
      const { buffer, byteOffset, byteLength } = of(trainer, name) as Float32Array;
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      tensors.set(`${what}.${name}`, { type: 'F32', shape: parameter.shape, bytes });
    }
  }
  const state = JSON.stringify({ step: trainer.optimiser.steps, pending });
  writeSafetensors(path, tensors, { state, identity });
}

/**
 * Puts a trainer into the state of a checkpoint.
 * @throws WeightsError where the file is damaged, or of another training; the trainer is as it was
 */
export function readCheckpoint(path: string, trainer: Trainer, identity: string): PendingLosses {
  const file = openSafetensors(path);
  if (file.metadata['identity'] !== identity) {
    throw new WeightsError(
      `${path} is of a training with other settings or another seed. Give another --out, or the same settings.`,
    );
  }
  const state = parseState(path, file.metadata['state']);
  const values = trainer.parameters.flatMap((parameter) =>
    Object.entries(kept).map(([what, of]) => {
      const name = parameterName(parameter);
      const into = of(trainer, name) as Float32Array;
      const read = readTensor(file, `${what}.${name}`);
      if (read.length !== into.length) throw damaged(path);
      return { into, read };
    }),
  );
  for (const { into, read } of values) into.set(read);
  trainer.optimiser.steps = state.step;
  return state.pending;
}

function parseState(path: string, text = ''): { step: number; pending: PendingLosses } {
  try {
    const state = JSON.parse(text);
    if (Number.isSafeInteger(state.step) && Number.isFinite(state.pending.sum)) return state;
  } catch (error) {
    throw damaged(path, error);
  }
  throw damaged(path);
}

function damaged(path: string, cause?: unknown): WeightsError {
  return new WeightsError(
    `${path} is damaged. Move it away to start again; the model beside it stays intact.`,
    { cause },
  );
}

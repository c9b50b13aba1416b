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

/**
 * Writes all that a training needs to go on as if it had not stopped. The file before stays until
 * the new one is complete.
 * @param identity what the training is of: a checkpoint of another is refused when it is read
 */
export function writeCheckpoint(path: string, trainer: Trainer, identity: string): void {
  const tensors = new Map<string, TensorToStore>();
  for (const parameter of trainer.parameters) {
    const name = parameterName(parameter);
    for (const [what, of] of Object.entries(kept)) {
      const { buffer, byteOffset, byteLength } = of(trainer, name) as Float32Array;
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      tensors.set(`${what}.${name}`, { type: 'F32', shape: parameter.shape, bytes });
    }
  }
  writeSafetensors(path, tensors, { step: String(trainer.optimiser.steps), identity });
}

/**
 * Puts a trainer into the state of a checkpoint.
 * @throws WeightsError where the file is damaged, or of another training
 */
export function readCheckpoint(path: string, trainer: Trainer, identity: string): void {
  const file = openSafetensors(path);
  if (file.metadata['identity'] !== identity) {
    throw new WeightsError(
      `${path} is of a training with other settings or another seed. Give another --out, or the same settings.`,
    );
  }
  for (const parameter of trainer.parameters) {
    const name = parameterName(parameter);
    for (const [what, of] of Object.entries(kept)) {
      of(trainer, name)?.set(readTensor(file, `${what}.${name}`));
    }
  }
  trainer.optimiser.steps = Number(file.metadata['step']);
}

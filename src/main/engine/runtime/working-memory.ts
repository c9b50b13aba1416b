import { totalmem } from 'node:os';

/** The memory that a model's weights and values lie in while it runs. */
export interface WorkingMemory {
  readonly bytes: number;
  /** Whether it is that of a GPU, which all weights are copied to. */
  readonly isGpu: boolean;
}

/**
 * A GPU's memory, where the model runs on one; or that of this machine, and of its container where that has less.
 * @param gpuBytes of the GPU, where there is one that says
 */
export function workingMemory(gpuBytes?: number): WorkingMemory {
  if (gpuBytes !== undefined) return { bytes: gpuBytes, isGpu: true };
  // None where nothing limits the process.
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return { bytes: Math.min(totalmem(), limit), isGpu: false };
}

/** How much of it weights may take: the rest is for values, and on a machine for pictures and other programs. */
export function weightsBudget({ bytes, isGpu }: WorkingMemory): number {
  return bytes * (isGpu ? 0.75 : 0.5);
}

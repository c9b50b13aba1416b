import { WeightsError } from '../engine/weights/safetensors.ts';

/**
 * A model cannot be used as things stand: it is not listed, not whole, not of the photo's size, or too large for this
 * machine. Those of its weights are the engine's `WeightsError`.
 */
export abstract class ModelError extends Error {}

/** Whether a model, its weights included, cannot be used. */
export function isModelError(error: unknown): error is ModelError | WeightsError {
  return error instanceof ModelError || error instanceof WeightsError;
}

import { EngineError, float32Data, type Tensors } from '../runtime/tensor.ts';
import { readTensor } from '../weights/safetensors.ts';
import type { ReferenceSet } from './reference-set.ts';

/** One tensor of ours against the reference's. */
export interface Check {
  readonly set: string;
  readonly name: string;
  /** Largest absolute difference. */
  readonly maxAbs: number;
  /** That, over the largest absolute value of the reference. */
  readonly relative: number;
  /** The relative difference that is still accepted. */
  readonly bound: number;
  readonly ok: boolean;
  /** What went wrong, where it is not just a difference. */
  readonly error?: string;
}

/** Agreement asked for, relative to the largest value of a tensor. */
const BOUND = 1e-4;
/** Where float32 itself is further from float64 than that, this many times its distance. */
const NOISE_FLOORS = 10;

/** Compares values with a tensor of a reference file. */
export function compare(set: ReferenceSet, name: string, ours: Float32Array): Check {
  const expected = readTensor(set.reference, name);
  if (ours.length !== expected.length) {
    throw new EngineError(`${name} has ${ours.length} values, the reference ${expected.length}`);
  }
  let maxAbs = 0;
  let largest = 0;
  for (const [i, value] of expected.entries()) {
    const difference = Math.abs((ours[i] ?? Number.NaN) - value);
    if (!Number.isFinite(difference)) {
      const error = `value ${i} is ${ours[i]}, in the reference ${value}`;
      return failed(set.name, name, error);
    }
    maxAbs = Math.max(maxAbs, difference);
    largest = Math.max(largest, Math.abs(value));
  }
  const relative = maxAbs === 0 ? 0 : maxAbs / largest;
  const bound = Math.max(BOUND, NOISE_FLOORS * set.noiseFloor(name));
  return { set: set.name, name, maxAbs, relative, bound, ok: relative <= bound };
}

/**
 * Compares everything that a reference set has results for.
 * @throws EngineError where it has one that was not computed: nothing may pass unseen
 */
export function compareAll(set: ReferenceSet, results: Tensors): Check[] {
  const wanted = [...set.reference.tensors.keys()].filter((name) => /^(out|grad)\./.test(name));
  if (wanted.length === 0) throw new EngineError(`${set.reference.path} has no results to compare`);
  const missed = wanted.filter((name) => !results[name]);
  if (missed.length > 0) throw new EngineError(`nothing here computes ${missed.join(', ')}`);
  return Object.entries(results)
    .filter(([name]) => set.reference.tensors.has(name))
    .map(([name, tensor]) => compare(set, name, float32Data(tensor)));
}

/** A check that could not be made. */
export function failed(set: string, name: string, error: string): Check {
  return {
    set,
    name,
    maxAbs: Number.NaN,
    relative: Number.NaN,
    bound: Number.NaN,
    ok: false,
    error,
  };
}

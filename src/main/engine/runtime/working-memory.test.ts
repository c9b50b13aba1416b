import { totalmem } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { weightsBudget, workingMemory } from './working-memory.ts';

const GIB = 2 ** 30;
afterEach(() => vi.restoreAllMocks());

test('is the machine’s, its container’s where that has less, or the GPU’s', () => {
  const limited = (bytes: number) => {
    vi.spyOn(process, 'constrainedMemory').mockReturnValue(bytes);
    return workingMemory();
  };
  const machine = { bytes: totalmem(), isGpu: false };
  expect(limited(0)).toEqual(machine);
  // What systems say where there is no limit.
  expect(limited(2 ** 63)).toEqual(machine);
  expect(limited(GIB / 8)).toEqual({ bytes: GIB / 8, isGpu: false });
  expect(workingMemory(24 * GIB)).toEqual({ bytes: 24 * GIB, isGpu: true });
});

test('a GPU has more of its memory for weights', () => {
  expect(weightsBudget(workingMemory(24 * GIB))).toBe(18 * GIB);
  expect(weightsBudget({ bytes: 24 * GIB, isGpu: false })).toBe(12 * GIB);
});

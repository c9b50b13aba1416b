import { expect, test } from 'vitest';
import type { MemoryPlan } from './memory-plan.ts';
import { memoryAdvice, memoryWords } from './memory-words.ts';

const GIB = 2 ** 30;
const figures = {
  ...{ weights: 0, stage: GIB, states: GIB, additions: 0, pictures: GIB },
  ...{ peak: 2.5 * GIB, memory: { bytes: 8 * GIB, isGpu: false }, fewerBits: undefined },
};

test.each([
  ['resident', 'needs 2.5 GiB of memory.'],
  [
    'streamed',
    'needs 2.5 GiB of memory and reads its weights from the disk again and again, which is slow.',
  ],
  ['refused', 'needs 2.5 GiB of memory; this machine has 8.0 GiB.'],
] as const)('what is %s', (way, words) => {
  expect(memoryWords({ ...figures, way })).toBe(words);
});

test('of a GPU, what it has', () => {
  const memory = { bytes: 8 * GIB, isGpu: true };
  expect(memoryAdvice('schnell', { ...figures, memory, way: 'refused' })).toBe(
    'needs 2.5 GiB of a GPU’s memory; the one here has 8.0 GiB. Choose a smaller size, or on the command line the processor (`--provider cpu`).',
  );
});

test('the way out is a command that can be typed', () => {
  const plan: MemoryPlan = { ...figures, way: 'refused', fewerBits: 8 };
  expect(memoryAdvice('schnell', plan)).toBe(
    'needs 2.5 GiB of memory; this machine has 8.0 GiB. Choose a smaller size. A version in 8 bits would do better; `penumbra model quantize schnell --bits 8 --out FOLDER` makes one.',
  );
});

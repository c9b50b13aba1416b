import { gib } from '../gib.ts';
import type { MemoryPlan } from './memory-plan.ts';

/** What a run needs of memory, as it follows on "it" or a model's name. */
export function memoryWords({ way, peak, memory }: MemoryPlan): string {
  switch (way) {
    case 'resident':
      return `needs ${gib(peak)} of memory.`;
    case 'streamed':
      return `needs ${gib(peak)} of memory and reads its weights from the disk again and again, which is slow.`;
    case 'refused':
      return memory.isGpu
        ? `needs ${gib(peak)} of a GPU’s memory; the one here has ${gib(memory.bytes)}.`
        : `needs ${gib(peak)} of memory; this machine has ${gib(memory.bytes)}.`;
  }
}

/** How a model of fewer bits is made, where that would do better; follows on a sentence. */
export function fewerBitsWords(id: string, { fewerBits }: MemoryPlan): string {
  if (!fewerBits) return '';
  return ` A version in ${fewerBits} bits would do better; \`penumbra model quantize ${id} --bits ${fewerBits} --out FOLDER\` makes one.`;
}

/** What a run needs, and what else to do where that is too much. */
export function memoryAdvice(id: string, plan: MemoryPlan): string {
  const cpu = plan.memory.isGpu ? ', or on the command line the processor (`--provider cpu`)' : '';
  const smaller = plan.way === 'refused' ? ` Choose a smaller size${cpu}.` : '';
  return `${memoryWords(plan)}${smaller}${fewerBitsWords(id, plan)}`;
}

import { totalmem } from 'node:os';
import type { MemoryPlan } from '../jobs/flux/memory-plan.ts';

/** What a run needs of this machine, as it follows on "it". */
export function memoryWords({ way, peak }: MemoryPlan): string {
  switch (way) {
    case 'resident':
      return `needs ${gib(peak)} of memory.`;
    case 'streamed':
      return `needs ${gib(peak)} of memory and reads its weights from the disk again and again, which is slow.`;
    case 'refused':
      return `needs ${gib(peak)} of memory; this machine has ${gib(totalmem())}.`;
  }
}

/** Bytes as "1.8 GiB". */
function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

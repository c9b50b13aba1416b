import { availableParallelism, cpus, type } from 'node:os';
import { workingMemory } from '../src/main/engine/runtime/working-memory.ts';

/** What a benchmark found, as `--json` prints it. */
export interface SuiteResult<Row extends object = object> {
  readonly suite: string;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

interface Machine {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
}

/** The machine that the figures are of. */
export function thisMachine(): Machine {
  return {
    system: `${type()} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(workingMemory().bytes / 2 ** 30),
    node: process.versions.node,
  };
}

import { readdirSync, readFileSync } from 'node:fs';

/** What a process and all that it started take at a moment. */
export interface Usage {
  readonly residentMiB: number;
  /** What would be free if they ended: nothing mapped from files that others have too. */
  readonly privateMiB: number;
  readonly processes: number;
  readonly threads: number;
  /** Open files, sockets and pipes. */
  readonly handles: number;
}

/** A process and all below it. Linux alone tells of them in `/proc`. */
export function familyOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const fields = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (fields) parents.set(Number(name), Number(fields[1]));
  }
  const family = [root];
  for (const member of family) {
    for (const [id, parent] of parents) if (parent === member) family.push(id);
  }
  return family;
}

/** @returns the sum over processes; those that end meanwhile do not count */
export function usageOf(family: readonly number[]): Usage {
  const each = family.flatMap((id) => {
    const rollup = read(id, 'smaps_rollup');
    const status = read(id, 'status');
    const handles = handlesOf(id);
    if (!rollup || !status || handles === undefined) return [];
    const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1]);
    const threads = Number(/^Threads:\s+(\d+)/m.exec(status)?.[1]);
    const own = kib('Private_Clean') + kib('Private_Dirty');
    return [{ residentKib: kib('Rss'), privateKib: own, threads, handles }];
  });
  const sum = (of: (one: (typeof each)[number]) => number) =>
    each.reduce((total, one) => total + of(one), 0);
  return {
    residentMiB: Math.round(sum(({ residentKib }) => residentKib) / 1024),
    privateMiB: Math.round(sum(({ privateKib }) => privateKib) / 1024),
    processes: each.length,
    threads: sum(({ threads }) => threads),
    handles: sum(({ handles }) => handles),
  };
}

/** Seconds of processor time that processes have taken since they began. */
export function processorSeconds(family: readonly number[]): number {
  const ticks = family.map((id) => {
    const fields = statOf(id);
    return Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0);
  });
  return ticks.reduce((total, one) => total + one, 0) / TICKS_PER_SECOND;
}

/** Of `/proc`, on every Linux of today. */
const TICKS_PER_SECOND = 100;

/** The fields of `/proc/ID/stat` after the name, which may have spaces: state, parent, … */
function statOf(id: number): string[] | undefined {
  return read(id, 'stat')
    ?.replace(/^.*\) /s, '')
    .split(' ');
}

function handlesOf(id: number): number | undefined {
  return whileThere(() => readdirSync(`/proc/${id}/fd`).length);
}

function read(id: number, file: string): string | undefined {
  return whileThere(() => readFileSync(`/proc/${id}/${file}`, 'utf8'));
}

/** @returns nothing where the process has ended */
function whileThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code))) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Cuts the power. A scripted editing session runs with everything it asks of the disk written down
 * (`power-shim.c`); at a random moment of that record, what was not synced is dropped, kept or torn
 * (`disk.ts`), and what is left is opened. Linux only, with a C compiler as `cc`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Disk, type Operation, operationsOf } from './disk.ts';
import { judge, testimonyOf } from './judge.ts';
import { seeded } from './random.ts';
import { Tally } from './tally.ts';

const GESTURES_PER_SESSION = 30;
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'penumbra-power-'));
try {
  const shim = join(folder, 'power-shim.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', shim, here('./power-shim.c'), '-ldl']);
  const tally = new Tally();
  for (let round = 0; round < Number(values.rounds); round++) {
    const random = seeded(round);
    const record = session(shim, round);
    const said = afterCut(record.slice(0, momentIn(record, random)), random);
    tally.add(round, judge(join(folder, 'left', 'p.penumbra'), testimonyOf(said)));
  }
  tally.print(values.json);
} finally {
  rmSync(folder, { recursive: true });
}

/** All that one session asks of its disk. */
function session(shim: string, round: number): Operation[] {
  const disk = join(folder, 'disk');
  const log = join(folder, 'log');
  for (const path of [disk, log]) rmSync(path, { recursive: true, force: true });
  mkdirSync(disk);
  execFileSync(
    process.execPath,
    [here('./session.ts'), join(disk, 'p.penumbra'), String(round), String(GESTURES_PER_SESSION)],
    { env: { ...process.env, LD_PRELOAD: shim, PENUMBRA_DISK: disk, PENUMBRA_DISK_LOG: log } },
  );
  return [...operationsOf(readFileSync(log))];
}

/** Any moment, or, as often, the one right after something was said: then all of it must be there. */
function momentIn(record: readonly Operation[], random: () => number): number {
  if (random() < 0.5) return Math.floor(random() * (record.length + 1));
  const said = record.flatMap(({ kind }, index) => (kind === 'O' ? [index + 1] : []));
  return said[Math.floor(random() * said.length)] ?? record.length;
}

/**
 * Puts what a power cut leaves into the folder `left`.
 * @returns what the session had said by then
 */
function afterCut(record: readonly Operation[], random: () => number): string {
  const disk = new Disk();
  for (const operation of record) disk.apply(operation);
  const left = join(folder, 'left');
  rmSync(left, { recursive: true, force: true });
  mkdirSync(left);
  for (const [path, content] of disk.cut(random)) {
    writeFileSync(join(left, relative(join(folder, 'disk'), path)), content);
  }
  return record
    .filter(({ kind }) => kind === 'O')
    .map(({ data }) => data.toString())
    .join('');
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { temporaryFolder } from './fixture.ts';

const CONTENDERS = 3;
const CONTEND_MS = 1_500;

/** Takes and gives back the lock as fast as it can, and counts how often it was not alone. */
const contender = (project: string) => `
  import { closeSync, openSync, rmSync } from 'node:fs';
  const { WriterLock } = await import('${new URL('./lock.ts', import.meta.url)}');
  const { ProjectInUseError } = await import('${new URL('./errors.ts', import.meta.url)}');
  const end = Date.now() + ${CONTEND_MS};
  let held = 0;
  let shared = 0;
  while (Date.now() < end) {
    let lock;
    try {
      lock = WriterLock.acquire('${project}');
    } catch (error) {
      if (!(error instanceof ProjectInUseError)) throw error;
      continue;
    }
    held++;
    try {
      closeSync(openSync('${project}.alone', 'wx'));
      rmSync('${project}.alone');
    } catch {
      shared++;
    }
    lock.release();
  }
  console.log(JSON.stringify({ held, shared }));
`;

it('has one holder at a time, however many processes take it and give it back', async () => {
  const script = contender(join(temporaryFolder(), 'p'));
  const counts = await Promise.all(
    Array.from({ length: CONTENDERS }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
      const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
      expect(code).toBe(0);
      return JSON.parse(output) as { held: number; shared: number };
    }),
  );
  expect(counts.map(({ shared }) => shared)).toEqual([0, 0, 0]);
  expect(Math.min(...counts.map(({ held }) => held))).toBeGreaterThan(0);
});

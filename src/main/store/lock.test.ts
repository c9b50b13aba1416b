import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { newProject, temporaryFolder } from './fixture.ts';
import { isInUse, WriterLock } from './lock.ts';

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

const ROUNDS = 60;

/** Takes a lock at a given moment, and says whether it has it. */
const racer = `
  const { WriterLock } = await import('${new URL('./lock.ts', import.meta.url)}');
  process.on('message', ({ project, at }) => {
    while (Date.now() < at);
    let lock;
    try {
      lock = WriterLock.acquire(project);
    } catch {}
    process.send(lock !== undefined);
    setTimeout(() => lock?.release(), 400);
  });
  process.send('ready');
`;

it('goes to one of two who ask at the same moment', async () => {
  const folder = temporaryFolder();
  const racers = [0, 1].map(() =>
    spawn(process.execPath, ['--input-type=module', '-e', racer], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  );
  const answers = () => Promise.all(racers.map(async (child) => (await once(child, 'message'))[0]));
  try {
    await answers();
    for (let round = 0; round < ROUNDS; round++) {
      const said = answers();
      const at = Date.now() + 10;
      for (const child of racers) child.send({ project: join(folder, `${round}`), at });
      expect((await said).sort()).toEqual([false, true]);
    }
  } finally {
    for (const child of racers) child.kill();
  }
});

it('is asked for without being taken', () => {
  const project = newProject();
  expect(isInUse(project.path)).toBe(true);
  project.close();
  expect(isInUse(project.path)).toBe(false);
  expect(readdirSync(dirname(project.path))).toEqual(['p.penumbra']);
});

it('clears what killed processes left half made for the project, and nothing else', () => {
  const folder = temporaryFolder();
  const others = [
    'p.penumbra.copy',
    'p.penumbra.copy.7.part',
    'other.7.part',
    'p.penumbra.v1.backup',
  ];
  const left = ['p.penumbra.7.part', 'p.penumbra.7.part-journal', 'p.penumbra.v1.2.backup.7.part'];
  for (const name of [...others, ...left]) writeFileSync(join(folder, name), '');
  WriterLock.acquire(join(folder, 'p.penumbra')).release();
  expect(readdirSync(folder).sort()).toEqual(others.sort());
});

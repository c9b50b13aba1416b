import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
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
      const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
      expect(errors).toBe('');
      return JSON.parse(output) as { held: number; shared: number };
    }),
  );
  expect(counts.map(({ shared }) => shared)).toEqual([0, 0, 0]);
  expect(Math.min(...counts.map(({ held }) => held))).toBeGreaterThan(0);
});

/** Reads who has the lock, nearly all the time, as those do who ask for it in vain. */
const onlooker = (lock: string) => `
  import Database from 'better-sqlite3';
  const database = new Database('${lock}', { readonly: true });
  const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  for (let i = 0; ; i++) {
    database.exec('BEGIN');
    database.prepare('SELECT * FROM holder').all();
    if (i === 0) process.stdout.write('ready');
    wait(20);
    database.exec('COMMIT');
    wait(1);
  }
`;

it('can be had while someone else asks who has it', async () => {
  const project = join(temporaryFolder(), 'p');
  const left = new Database(`${project}.lock`);
  left.exec('CREATE TABLE holder (description TEXT, token TEXT)').close();
  const child = spawn(process.execPath, ['--input-type=module', '-e', onlooker(`${project}.lock`)]);
  try {
    await once(child.stdout, 'data');
    WriterLock.acquire(project).release();
  } finally {
    child.kill();
  }
});

it('is asked for without being taken', () => {
  const project = newProject();
  expect(isInUse(project.path)).toBe(true);
  project.close();
  expect(isInUse(project.path)).toBe(false);
  expect(readdirSync(dirname(project.path))).toEqual(['p.penumbra']);
});

it('is not taken from another with the first one that ended', () => {
  const path = join(temporaryFolder(), 'p');
  const first = WriterLock.acquire(path);
  // Damaged while it is held, it looks like one that a crash left.
  writeFileSync(`${path}.lock`, 'x'.repeat(5_000));
  const secondLock = WriterLock.acquire(path);
  first.release();
  expect(isInUse(path)).toBe(true);
  secondLock.release();
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

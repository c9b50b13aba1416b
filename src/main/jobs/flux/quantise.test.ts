import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeSyntheticFlux } from '../../../../bench/synthetic-flux.ts';
import { inspectFiles } from './inspect.ts';
import { findModelFiles } from './model-files.ts';
import { checkRoom, isQuantisedAlready, quantise } from './quantise.ts';

/** What the disk is said to have left. */
const room = vi.hoisted(() => ({ bytes: Number.POSITIVE_INFINITY }));
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  statfsSync: () => ({ bavail: room.bytes, bsize: 1 }),
}));

const folder = mkdtempSync(join(tmpdir(), 'penumbra-quantise-'));
const path = join(folder, 'flux1-schnell.safetensors');
const never = new AbortController().signal;
beforeAll(() => writeSyntheticFlux(folder, { size: 'tiny', fill: 'random', type: 'BF16' }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [4, 0.06, 0.1],
  [8, 0.003, 0.006],
] as const)('in %i bits, every weight says how far it is off', async (bits, least, most) => {
  const out = join(folder, `q${bits}.safetensors`);
  const errors = await quantise({ path, out, bits }, () => undefined, never);
  expect(errors.length).toBe(28);
  for (const { tensor, error } of errors) {
    expect(error, tensor).toBeGreaterThan(least);
    expect(error, tensor).toBeLessThan(most);
  }
  const { parts, usable } = inspectFiles(findModelFiles([out, folder]));
  expect(usable).toBe(true);
  expect(parts[0]).toMatchObject({ path: out, layout: 'quantised', types: ['BF16', `Q${bits}`] });
});

test('stopped, it leaves no file under the name; another run goes on from there', async () => {
  const out = join(folder, 'stopped.safetensors');
  const stop = new AbortController();
  const stopAt = (done: number) => {
    if (done === 20) stop.abort(new Error('stopped'));
  };
  await expect(quantise({ path, out, bits: 4 }, stopAt, stop.signal)).rejects.toThrow('stopped');
  expect(existsSync(out)).toBe(false);
  const steps: number[] = [];
  await quantise({ path, out, bits: 4 }, (done) => steps.push(done), never);
  expect(steps[0]).toBe(21);
  const whole = readFileSync(join(folder, 'q4.safetensors'));
  expect(readFileSync(out).equals(whole)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
});

test.each([
  ['the file is cut short', (part: string) => truncateSync(part, 1000)],
  ['its progress is damaged', (part: string) => writeFileSync(`${part}.json`, '{"of":')],
])('where %s, another run begins anew', async (_, damage) => {
  const out = join(folder, 'damaged.safetensors');
  const stop = new AbortController();
  const stopAt = (done: number) => {
    if (done === 20) stop.abort(new Error('stopped'));
  };
  await expect(quantise({ path, out, bits: 4 }, stopAt, stop.signal)).rejects.toThrow('stopped');
  damage(`${out}.part`);
  const steps: number[] = [];
  await quantise({ path, out, bits: 4 }, (done) => steps.push(done), never);
  expect(steps[0]).toBe(0);
  expect(readFileSync(out).equals(readFileSync(join(folder, 'q4.safetensors')))).toBe(true);
});

test('the room is that of all files together', () => {
  const { size } = statSync(join(folder, 'q4.safetensors'));
  room.bytes = 1.5 * size;
  const a = { path, out: join(folder, 'a'), bits: 4 } as const;
  const b = { ...a, out: join(folder, 'b') };
  expect(() => checkRoom([a])).not.toThrow();
  expect(() => checkRoom([a, b])).toThrow(/a and .*b need .* Make room, or give another folder/);
  room.bytes = Number.POSITIVE_INFINITY;
});

test('it is stopped from outside', async () => {
  const out = join(folder, 'outside.safetensors');
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('stopped')), 0);
  await expect(quantise({ path, out, bits: 4 }, () => undefined, stop.signal)).rejects.toThrow(
    'stopped',
  );
  expect(existsSync(out)).toBe(false);
});

test.runIf(process.platform === 'linux')(
  'on a full disk there is no file under the name (needs /dev/full of Linux)',
  async () => {
    const out = join(folder, 'full.safetensors');
    symlinkSync('/dev/full', `${out}.part`);
    const job = { path, out, bits: 4 } as const;
    await expect(quantise(job, () => undefined, never)).rejects.toThrow('ENOSPC');
    expect(existsSync(out)).toBe(false);
  },
);

test('what is quantised is not quantised again', async () => {
  const q4 = join(folder, 'q4.safetensors');
  await expect(
    quantise({ path: q4, out: join(folder, 'x'), bits: 4 }, () => undefined, never),
  ).rejects.toThrow('is already quantised');
});

test('only what the same weights gave is taken for done', () => {
  const out = join(folder, 'q4.safetensors');
  const job = { path, out, bits: 4 } as const;
  expect(isQuantisedAlready({ ...job, out: join(folder, 'none') })).toBe(false);
  expect(isQuantisedAlready(job)).toBe(true);
  const other = join(folder, 'other.safetensors');
  copyFileSync(path, other);
  const refusal = `${out} already exists, and is not`;
  expect(() => isQuantisedAlready({ ...job, path: other })).toThrow(refusal);
  expect(() => isQuantisedAlready({ ...job, bits: 8 })).toThrow(refusal);
  const junk = join(folder, 'junk.safetensors');
  writeFileSync(junk, 'junk');
  expect(() => isQuantisedAlready({ ...job, out: junk })).toThrow(
    /Choose another folder with --out, or delete the file/,
  );
});

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSyntheticFlux } from '../../../../bench/synthetic-flux.ts';
import { inspectFiles } from './inspect.ts';
import { findModelFiles } from './model-files.ts';
import { quantise } from './quantise.ts';

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

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSyntheticFlux } from '../../../bench/synthetic-flux.ts';
import { quantise } from '../jobs/flux/quantise.ts';

const folder = mkdtempSync(join(tmpdir(), 'penumbra-model-'));
const files = join(folder, 'schnell');
beforeAll(() => writeSyntheticFlux(files, { size: 'tiny', fill: 'random', type: 'F32' }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entry = fileURLToPath(new URL('../cli.ts', import.meta.url));

function environment() {
  return { ...process.env, XDG_DATA_HOME: folder, APPDATA: folder, HOME: folder };
}

/** Runs the command with an app folder of its own. */
async function penumbra(...args: string[]) {
  const env = environment();
  try {
    const run = promisify(execFile)(process.execPath, [entry, 'model', ...args], { env });
    return { code: 0, ...(await run) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

const json = ({ stdout }: { stdout: string }) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '');

test('a model is added, listed, checked and forgotten, and its files stay', async () => {
  const added = await penumbra('add', files, '--json');
  expect(json(added)).toMatchObject({ id: 'schnell', family: 'FLUX.1-schnell', usable: true });
  expect(json(await penumbra('list', '--json')).models).toMatchObject([
    { id: 'schnell', parts: { transformer: join(files, 'flux1-schnell.safetensors') } },
  ]);
  expect((await penumbra('add', files)).stderr).toContain('there is already a model schnell');

  const hashes = json(await penumbra('check', 'schnell', '--hashes', '--json')).hashes;
  expect(hashes).toHaveLength(8);
  const quantized = await penumbra('quantize', 'schnell', '--out', join(folder, 'q4'), '--json');
  expect(json(quantized)).toMatchObject({ id: 'schnell-q4', parts: [{ part: 'transformer' }, {}] });
  const report = json(await penumbra('check', 'schnell-q4', '--json'));
  expect(report.parts.map(({ layout }: { layout: string }) => layout)).toEqual([
    'quantised',
    'original',
    'original',
    'quantised',
  ]);
  await penumbra('remove', 'schnell-q4');

  const path = join(files, 'ae.safetensors');
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.with(bytes.length - 1, (bytes.at(-1) as number) ^ 1));
  const damaged = await penumbra('check', 'schnell', '--hashes');
  expect(damaged.code).toBe(1);
  expect(damaged.stderr).toContain('ae.safetensors has changed');
  writeFileSync(path, bytes);

  expect((await penumbra('remove', 'schnell')).code).toBe(0);
  expect(json(await penumbra('list', '--json')).models).toEqual([]);
  expect((await penumbra('remove', 'schnell')).stderr).toContain('there is no model schnell');
  expect(readFileSync(path).equals(bytes)).toBe(true);
});

test('4 bits are the usual, told or not: a stopped run goes on', async () => {
  await penumbra('add', files, '--id', 'usual');
  const out = join(folder, 'usual');
  mkdirSync(out);
  const stop = new AbortController();
  const job = {
    path: join(files, 'flux1-schnell.safetensors'),
    out: join(out, 'usual-transformer-q4.safetensors'),
    bits: 4,
  } as const;
  const stopAt = (done: number) => {
    if (done === 20) stop.abort(new Error('stopped'));
  };
  await expect(quantise(job, stopAt, stop.signal)).rejects.toThrow('stopped');
  const { code, stderr } = await penumbra('quantize', 'usual', '--out', out);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^transformer 22 of /);
  expect((await penumbra('quantize', 'usual', '--out', out, '--bits', '5')).code).toBe(2);
});

test.skipIf(process.platform === 'win32')(
  'quantising that is interrupted says where it goes on (Windows sends no such signal)',
  async () => {
    const large = join(folder, 'large');
    await writeSyntheticFlux(large, { size: 'middle', fill: 'sparse', type: 'BF16' });
    await penumbra('add', large);
    const out = join(folder, 'large-q4');
    const args = [entry, 'model', 'quantize', 'large', '--out', out];
    const run = spawn(process.execPath, args, { env: environment() });
    let said = '';
    run.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (text.includes('transformer 1 of')) run.kill('SIGINT');
    });
    const [code] = await once(run, 'close');
    expect(code).toBe(1);
    expect(said).toContain(`stopped. The same command resumes from what is in ${out}`);
    expect(readdirSync(out)).toContain('large-transformer-q4.safetensors.part');
  },
);

test('one that lacks a part is not added, and the part is named', async () => {
  const { code, stderr } = await penumbra('add', join(files, 'flux1-schnell.safetensors'));
  expect(code).toBe(1);
  expect(stderr).toContain('it lacks the autoencoder (ae.safetensors), the CLIP-L text encoder');
});

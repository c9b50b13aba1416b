import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Sessions } from '../runtime/sessions.ts';
import { openSafetensors, readTensorBytes } from '../weights/safetensors.ts';
import { type TensorToStore, writeSafetensors } from '../weights/write-safetensors.ts';
import { verify } from './verify.ts';

/** Vectors made with the official code; they lie beside the project and are not part of it. */
const reference = new URL('../../../../../shared/reference/', import.meta.url).pathname;
const isAbsent = !existsSync(reference);

let folder: string;
let sessions: Sessions;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-verify-'));
  sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });
});
afterEach(async () => {
  await sessions.release();
  rmSync(folder, { recursive: true });
});

const run = (dir: string) => verify(dir, sessions, () => undefined);

/** Copies the sets whose names start so. */
function copySets(prefix: string): void {
  for (const file of readdirSync(reference).filter((name) => name.startsWith(prefix))) {
    cpSync(join(reference, file), join(folder, file));
  }
}

describe.skipIf(isAbsent)('with the reference vectors (skipped where ../shared is absent)', () => {
  test('every set of a model that is built passes, the others are listed', async () => {
    const { ok, checks, unsupported } = await run(reference);
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect(ok).toBe(true);
    expect(new Set(checks.map(({ set }) => set))).toEqual(
      new Set([
        'clip_text_tiny',
        'flux_ae_tiny',
        'flux_schedule',
        'flux_tiny',
        'flux_tiny_guidance',
        't5_tiny',
      ]),
    );
    expect(unsupported).toEqual(['sd_ae_tiny', 'sd_ddim', 'sd_unet_tiny']);
  });

  test('a set with a batch of two passes as its halves do', async () => {
    copySets('flux_tiny.');
    const file = openSafetensors(join(reference, 'flux_tiny.ref.safetensors'));
    const kept = [...file.tensors].filter(([name]) => /^in\.|^out\.(velocity|loss)$/.test(name));
    const doubled = kept.map(([name, { type, shape }]): [string, TensorToStore] => {
      const bytes = readTensorBytes(file, name);
      if (name === 'out.loss') return [name, { type, shape, bytes }];
      return [name, { type, shape: shape.with(0, 2), bytes: Buffer.concat([bytes, bytes]) }];
    });
    writeSafetensors(join(folder, 'flux_tiny.ref.safetensors'), new Map(doubled));
    const { checks } = await run(folder);
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['in.img', true],
      ['out.velocity', true],
      ['out.loss', true],
    ]);
  });

  test('a set with nothing to compare fails', async () => {
    copySets('flux_tiny.');
    const file = openSafetensors(join(reference, 'flux_tiny.ref.safetensors'));
    const inputs = [...file.tensors].filter(([name]) => name.startsWith('in.'));
    const stored = inputs.map(([name, { type, shape }]): [string, TensorToStore] => [
      name,
      { type, shape, bytes: readTensorBytes(file, name) },
    ]);
    writeSafetensors(join(folder, 'flux_tiny.ref.safetensors'), new Map(stored));
    const { ok, checks } = await run(folder);
    expect(ok).toBe(false);
    expect(checks).toMatchObject([
      { ok: false, error: expect.stringMatching(/no results to compare/) },
    ]);
  });

  test('a weight that is not a number is named as that', async () => {
    copySets('flux_tiny_guidance');
    const path = join(folder, 'flux_tiny_guidance.weights.safetensors');
    const bytes = readFileSync(path);
    bytes.writeFloatLE(Number.NaN, openSafetensors(path).tensors.get('img_in.weight')?.offset ?? 0);
    writeFileSync(path, bytes);
    const { checks } = await run(folder);
    const velocity = checks.find(({ name }) => name === 'out.velocity');
    expect(velocity).toMatchObject({ ok: false, error: expect.stringMatching(/value \d+ is NaN/) });
  });

  test('a weight that is off by a little fails the set, and only that', async () => {
    copySets('flux_tiny');
    const path = join(folder, 'flux_tiny_guidance.weights.safetensors');
    const bytes = readFileSync(path);
    const { offset } = openSafetensors(path).tensors.get('img_in.weight') ?? { offset: 0 };
    bytes.writeFloatLE(bytes.readFloatLE(offset) + 0.05, offset);
    writeFileSync(path, bytes);
    const { ok, checks } = await run(folder);
    expect(ok).toBe(false);
    const failed = new Set(checks.filter((check) => !check.ok).map(({ set }) => set));
    expect([...failed]).toEqual(['flux_tiny_guidance']);
  });

  test('a set that cannot be run fails with the reason', async () => {
    copySets('flux_ae_tiny');
    const path = join(folder, 'flux_ae_tiny.weights.safetensors');
    writeFileSync(path, readFileSync(path).subarray(0, 50_000));
    const { ok, checks } = await run(folder);
    expect(ok).toBe(false);
    expect(checks).toMatchObject([
      {
        set: 'flux_ae_tiny',
        ok: false,
        error: expect.stringMatching(/flux_ae_tiny\.weights\.safetensors: tensor .* ends at byte/),
      },
    ]);
  });

  test('a reference that nothing computes is a failure, not a silence', async () => {
    copySets('flux_ae_tiny');
    const path = join(folder, 'flux_ae_tiny.ref.safetensors');
    const text = readFileSync(path).toString('latin1').replace('"out.decoded"', '"out.decodeX"');
    writeFileSync(path, Buffer.from(text, 'latin1'));
    const { checks } = await run(folder);
    expect(checks).toMatchObject([{ ok: false, error: 'nothing here computes out.decodeX' }]);
  });
});

test('a folder of only unknown sets is not ok', async () => {
  writeFileSync(
    join(folder, 'x.json'),
    JSON.stringify({ set: 'x', ref_file: 'x.ref.safetensors', config: {} }),
  );
  expect(await run(folder)).toEqual({ ok: false, checks: [], unsupported: ['x'] });
});

test.each([
  ['no sets', undefined, /has no reference sets/],
  ['broken JSON', '{', /x\.json is not JSON/],
  ['another JSON', '{"a": 1}', /x\.json is not a manifest/],
  ['null', 'null', /x\.json is not a manifest/],
  [
    'a config of null',
    '{"set": "x", "ref_file": "y", "config": null}',
    /config and schedules must be/,
  ],
])('a folder with %s is refused', async (_what, text, expected) => {
  if (text !== undefined) writeFileSync(join(folder, 'x.json'), text);
  await expect(run(folder)).rejects.toThrow(expected);
});

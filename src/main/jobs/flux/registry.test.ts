import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { ModelRegistry } from './registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'penumbra-registry-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files = {
  parts: { transformer: '/t', autoencoder: '/a', clip: '/c', t5: '/5' },
  tokenizers: { clip: '/tc', t5: '/t5' },
};

test('of models that several processes add at once none is lost', async () => {
  const home = join(folder, 'at-once');
  const module = join(import.meta.dirname, 'registry.ts');
  const add = (name: string) => `
    const { ModelRegistry } = await import(${JSON.stringify(module)});
    const registry = new ModelRegistry(${JSON.stringify(home)});
    for (let i = 0; i < 20; i++) registry.add('${name}-' + i, 'FLUX.1-schnell', ${JSON.stringify(files)});`;
  const run = promisify(execFile);
  await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) =>
      run(process.execPath, ['--input-type=module', '-e', add(name)]),
    ),
  );
  expect(new ModelRegistry(home).list()).toHaveLength(80);
});

test('a lock that was left behind keeps nobody out', () => {
  const lock = join(folder, 'models.json.lock');
  mkdirSync(lock);
  utimesSync(lock, 0, 0);
  const registry = new ModelRegistry(folder);
  registry.add('one', 'FLUX.1-schnell', files);
  expect(registry.has('one')).toBe(true);
});

test.each(['.', '..', 'a/b', ''])('%j names no model', (id) => {
  expect(() => new ModelRegistry(folder).add(id, 'FLUX.1-schnell', files)).toThrow(
    'cannot name a model',
  );
});

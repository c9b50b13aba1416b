import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMBEDDED_MODEL } from './embedded-model.ts';
import { ModelConfigError, readModelConfig } from './model-config.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shipped = () => JSON.parse(readFileSync(join(EMBEDDED_MODEL, 'config.json'), 'utf8'));

test('the embedded model’s config is read', () => {
  expect(readModelConfig(EMBEDDED_MODEL)).toEqual(shipped());
});

test.each<[string, string, string]>([
  ['no JSON', '{', 'cannot be read'],
  ['no object', '3', 'it should be an object'],
  [
    'without a value',
    JSON.stringify({ levels: [], transformer: {} }),
    'sigmaData should be a number',
  ],
  [
    'with a wrong value',
    JSON.stringify({ ...shipped(), levels: [{ channels: 'many', blocks: 1 }] }),
    'levels[0].channels should be a number, but is "many"',
  ],
  ['with too few levels', JSON.stringify({ ...shipped(), levels: [] }), 'levels has 0, not 2'],
])('a config that is %s is said, with the file', (_what, text, message) => {
  writeFileSync(join(folder, 'config.json'), text);
  expect(() => readModelConfig(folder)).toThrow(ModelConfigError);
  expect(() => readModelConfig(folder)).toThrow(message);
  expect(() => readModelConfig(folder)).toThrow(folder);
});

test('a folder without a config is said', () => {
  expect(() => readModelConfig(folder)).toThrow(ModelConfigError);
});

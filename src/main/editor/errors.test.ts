import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSafetensors } from '../engine/weights/safetensors.ts';
import { modelOf } from '../jobs/chosen-model.ts';
import { checkEmbeddedSize } from '../jobs/embedded-model.ts';
import { ModelRegistry } from '../jobs/flux/registry.ts';
import { t5Tokenizer } from '../jobs/flux/tokenizers.ts';
import { readModelConfig } from '../jobs/model-config.ts';
import { isRefusal } from './errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'penumbra-errors-'));
beforeAll(() => writeFileSync(join(folder, 'tokenizer.json'), '{}'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['is not listed', () => modelOf('none', new ModelRegistry(folder))],
  ['has no config', () => readModelConfig(folder)],
  ['has no weights', () => openSafetensors(join(folder, 'none.safetensors'))],
  ['is not of that size', () => checkEmbeddedSize({ width: 60, height: 64 })],
  ['has a tokenizer of another kind', () => t5Tokenizer(folder, 100, 10)],
])('what asks for a model that %s is refused, which is no fault of ours', (_, ask) => {
  expect(isRefusal(errorOf(ask))).toBe(true);
});

test('what is wrong with the program is its fault', () => {
  expect(isRefusal(new TypeError('x is not a function'))).toBe(false);
});

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

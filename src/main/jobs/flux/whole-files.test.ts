import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSyntheticFlux } from '../../../../bench/synthetic-flux.ts';
import { findModelFiles } from './model-files.ts';
import { wholeFiles } from './whole-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'penumbra-whole-'));
beforeAll(() => writeSyntheticFlux(folder, { size: 'tiny', fill: 'sparse', type: 'F32' }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a whole model has every part and tokenizer, and nothing else', () => {
  expect(wholeFiles(findModelFiles([folder]))).toEqual({
    parts: {
      transformer: join(folder, 'flux1-schnell.safetensors'),
      autoencoder: join(folder, 'ae.safetensors'),
      clip: expect.stringContaining(join(folder, 'text_encoder')),
      t5: expect.stringContaining(join(folder, 'text_encoder_2')),
    },
    tokenizers: { clip: join(folder, 'tokenizer'), t5: join(folder, 'tokenizer_2') },
  });
});

test('what lacks is named, and so is what cannot be used', () => {
  const found = findModelFiles([folder]);
  const { t5, ...parts } = found.parts;
  expect(() => wholeFiles({ ...found, parts })).toThrow('it lacks the T5-XXL text encoder');
  const problems = ['ae.safetensors is cut short'];
  expect(() => wholeFiles({ ...found, problems })).toThrow(
    'the model cannot be used: ae.safetensors is cut short',
  );
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clipVocabulary, t5Tokenizer as t5Json } from '../../../../bench/synthetic-tokenizers.ts';
import {
  clipTokenizer,
  PromptError,
  TokenizerError,
  t5Tokenizer,
  tokenizerIn,
} from './tokenizers.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-tokenizers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('CLIP’s older files: lower case, words with their ends, from start to end', () => {
  const { vocab, merges } = clipVocabulary();
  writeFileSync(join(folder, 'vocab.json'), JSON.stringify(vocab));
  writeFileSync(join(folder, 'merges.txt'), merges);
  expect(tokenizerIn(folder)).toBe('clip');
  const tokenise = clipTokenizer(folder, 600, 8);
  const ids = (...tokens: string[]) => tokens.map((token) => vocab[token]);
  const [start, end] = ['<|startoftext|>', '<|endoftext|>'];
  expect(tokenise('A  Red cat!')).toEqual(
    ids(start, 'a</w>', 'red</w>', 'cat</w>', '!</w>', end, end, end),
  );
  expect(tokenise('red red red red red red red red')).toEqual(
    ids(start, ...Array<string>(6).fill('red</w>'), end),
  );
});

test('T5’s: a text, its end, and padding', () => {
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(t5Json()));
  expect(tokenizerIn(folder)).toBe('t5');
  const tokenise = t5Tokenizer(folder, 128, 6);
  expect(tokenise('a red cat')).toEqual([4, 5, 6, 1, 0, 0]);
  expect(tokenise('a red cat red red')).toEqual([4, 5, 6, 5, 5, 1]);
  expect(() => tokenise('a red cat red red red red')).toThrow(
    new PromptError(
      'the prompt is 7 tokens long, and this model takes 5. Shorten it by about 29 %.',
    ),
  );
  expect(tokenise('')).toEqual([1, 0, 0, 0, 0, 0]);
});

test('one is not taken for the other', () => {
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(t5Json()));
  expect(() => clipTokenizer(folder, 600, 77)).toThrow(
    'is not the tokenizer of CLIP: its model is "Unigram", not BPE',
  );
});

test.each(['BPE', 'Unigram'])('JSON that is no tokenizer (%s) is told by its file', (type) => {
  const path = join(folder, 'tokenizer.json');
  writeFileSync(path, JSON.stringify({ model: { type } }));
  const open = type === 'BPE' ? clipTokenizer : t5Tokenizer;
  expect(() => open(folder, 600, 77)).toThrow(TokenizerError);
  expect(() => open(folder, 600, 77)).toThrow(`${path} cannot be used as a tokenizer: `);
});

test('so are older files that cannot be used or read', () => {
  writeFileSync(join(folder, 'vocab.json'), 'null');
  mkdirSync(join(folder, 'merges.txt'));
  const open = () => clipTokenizer(folder, 600, 77);
  expect(open).toThrow(`${join(folder, 'merges.txt')} cannot be read: EISDIR`);
  rmSync(join(folder, 'merges.txt'), { recursive: true });
  writeFileSync(join(folder, 'merges.txt'), '');
  expect(open).toThrow(`${join(folder, 'vocab.json')} cannot be used as a tokenizer: `);
});

test('a list of merges that is cut short is not taken for CLIP’s', () => {
  const { vocab, merges } = clipVocabulary();
  writeFileSync(join(folder, 'vocab.json'), JSON.stringify(vocab));
  const path = join(folder, 'merges.txt');
  writeFileSync(path, merges.split('\n').slice(0, -2).join('\n'));
  expect(() => clipTokenizer(folder, 600, 77)).toThrow(
    `${path} makes 3 of the 4 tokens that ${join(folder, 'vocab.json')} has of more than a byte`,
  );
});

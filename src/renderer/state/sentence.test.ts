import { expect, it } from 'vitest';
import { sentence } from './sentence.ts';

it('makes sentences of messages, and leaves names and paths alone', () => {
  expect(sentence('there is no model tiny')).toBe('There is no model tiny.');
  expect(sentence('/models/ae.safetensors is gone. Choose it again.')).toBe(
    '/models/ae.safetensors is gone. Choose it again.',
  );
  expect(sentence('a.jpg is damaged.')).toBe('a.jpg is damaged.');
  expect(sentence('theatre needs 2 GiB of memory.')).toBe('theatre needs 2 GiB of memory.');
});

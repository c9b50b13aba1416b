import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemSentence } from './system-sentence.ts';

const failure = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: what the system says`), { code, ...(path && { path }) });

test.each([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EACCES',
  'EROFS',
  'EBUSY',
  'ENAMETOOLONG',
  'EXDEV',
  'EIO',
  'EDQUOT',
  'EFBIG',
  'EMFILE',
])('of %s is said what it means, and of which file', (code) => {
  const sentence = systemSentence(failure(code, '/photos/a.jpg'));
  expect(sentence).toContain('/photos/a.jpg');
  expect(sentence).not.toContain(code);
});

test('a full disk is told of without a path too, and the rest as it is', () => {
  expect(systemSentence(failure('EDQUOT'))).toMatch(/^your share of the disk is full\./);
  expect(systemSentence(failure('ENOENT'))).toBe('ENOENT: what the system says');
  expect(systemSentence(failure('EODD', '/a'))).toBe('EODD: what the system says');
  expect(systemSentence(new Error('ours'))).toBe('ours');
});

test('so it is where the system fails itself', () => {
  const said = (work: () => void) => {
    try {
      work();
    } catch (error) {
      return systemSentence(error);
    }
    return undefined;
  };
  const long = join(tmpdir(), 'a'.repeat(300));
  expect(said(() => mkdirSync(long))).toMatch(/a: the name is too long/);
  expect(said(() => readFileSync(join(tmpdir(), 'no such file')))).toMatch(/does not exist$/);
  expect(said(() => accessSync('/proc/version/x', constants.R_OK))).not.toContain('ENOTDIR');
});

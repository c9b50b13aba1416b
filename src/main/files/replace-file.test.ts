import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceFile } from './replace-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file is written, and replaced', () => {
  const path = join(folder, 'a.txt');
  replaceFile(path, 'one');
  replaceFile(path, Uint8Array.of(116, 119, 111));
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(readdirSync(folder)).toEqual(['a.txt']);
});

test.runIf(process.platform === 'linux')(
  'on a full disk the file before stays (needs /dev/full of Linux)',
  () => {
    const path = join(folder, 'a.txt');
    replaceFile(path, 'one');
    symlinkSync('/dev/full', `${path}.${process.pid}.part`);
    expect(() => replaceFile(path, 'two')).toThrow('ENOSPC');
    expect(readFileSync(path, 'utf8')).toBe('one');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  },
);

test('an error has the name that was asked for', () => {
  const path = join(folder, 'missing', 'a.txt');
  expect(() => replaceFile(path, 'one')).toThrow(expect.objectContaining({ code: 'ENOENT', path }));
});

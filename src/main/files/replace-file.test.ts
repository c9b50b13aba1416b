import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { syncFile, syncFolder } from './durable.ts';
import { replaceFile } from './replace-file.ts';

vi.mock('./durable.ts', { spy: true });

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

test('its bytes are on the disk before it has its name, and its name when it returns', () => {
  const path = join(folder, 'a.txt');
  const order: string[] = [];
  vi.mocked(syncFile).mockImplementationOnce((temporary) => {
    expect(readFileSync(temporary, 'utf8')).toBe('one');
    order.push(...readdirSync(folder));
  });
  vi.mocked(syncFolder).mockImplementationOnce(() => order.push(...readdirSync(folder)));
  replaceFile(path, 'one');
  expect(order).toEqual([expect.stringMatching(/part$/), 'a.txt']);
});

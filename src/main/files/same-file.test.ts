import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isSameFile } from './same-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-same-'));
  mkdirSync(join(folder, 'photos'));
  writeFileSync(join(folder, 'photos', 'a.png'), 'a');
  writeFileSync(join(folder, 'photos', 'b.png'), 'a');
  symlinkSync(join(folder, 'photos'), join(folder, 'link'), 'junction');
  linkSync(join(folder, 'photos', 'a.png'), join(folder, 'second.png'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['photos/a.png', 'photos/../photos/a.png', true],
  ['photos/a.png', 'link/a.png', true],
  ['photos/a.png', 'second.png', true],
  ['photos', 'link', true],
  ['photos/to-come.png', 'link/to-come.png', true],
  ['none/a.png', 'none/a.png', true],
  ['photos/a.png', 'photos/b.png', false],
  ['photos/to-come.png', 'photos/a.png', false],
  ['none/a.png', 'none/b.png', false],
])('%s and %s: one file %j', (a, b, expected) => {
  expect(isSameFile(join(folder, a), join(folder, b))).toBe(expected);
});

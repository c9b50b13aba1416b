import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KnownFiles } from './known-files.ts';

let home: string;
let folder: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'penumbra-known-'));
  folder = join(home, 'photos');
});

afterEach(() => rmSync(home, { recursive: true }));

it.each([
  ['is gone', () => undefined, 'does not exist'],
  ['is none any more', () => writeFileSync(folder, ''), 'is not a folder'],
])('says of a given folder that it %s, and lists the rest', (_, prepare, problem) => {
  prepare();
  expect(new KnownFiles(home, folder).lists()).toEqual({
    ...{ recents: [], unsaved: [] },
    folder: {
      name: basename(folder),
      files: [],
      unsupported: [],
      problem: `${folder} ${problem}.`,
    },
  });
});

it('names the formats of pictures that it does not offer', () => {
  mkdirSync(folder);
  const names = ['a.jpg', 'b.HEIC', 'c.nef', 'd.heif', 'notes.txt'];
  for (const name of names) writeFileSync(join(folder, name), '');
  expect(new KnownFiles(home, folder).lists().folder).toMatchObject({
    files: [{ name: 'a.jpg' }],
    unsupported: ['HEIC', 'RAW', 'HEIC'],
  });
});

import { existsSync, linkSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { ProjectExistsError } from './errors.ts';
import { placeFile } from './files.ts';
import { closedProject, temporaryFolder } from './fixture.ts';
import { openProject } from './open.ts';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return { ...fs, linkSync: vi.fn(fs.linkSync) };
});

/** As a disk that can give no file a second name. */
function withoutLinks(): void {
  vi.mocked(linkSync).mockImplementationOnce(() => {
    throw Object.assign(new Error('operation not permitted'), { code: 'EPERM' });
  });
}

it.each([true, false])('gives a file its name, links or not: %s', (links) => {
  const path = join(temporaryFolder(), 'file');
  if (!links) withoutLinks();
  placeFile(path, (temporary) => writeFileSync(temporary, 'new'));
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readdirSync(dirname(path))).toEqual(['file']);
});

it.each([
  ['while it writes', (path: string) => writeFileSync(path, 'theirs')],
  [
    'at the last moment',
    (path: string) => {
      vi.mocked(linkSync).mockImplementationOnce((temporary, target) => {
        writeFileSync(path, 'theirs');
        linkSync(temporary, target);
      });
    },
  ],
])('leaves a file alone that appears %s', (_, appear) => {
  const path = join(temporaryFolder(), 'file');
  const place = () =>
    placeFile(path, (temporary) => {
      writeFileSync(temporary, 'ours');
      appear(path);
    });
  expect(place).toThrow(ProjectExistsError);
  expect(readFileSync(path, 'utf8')).toBe('theirs');
  expect(readdirSync(dirname(path))).toEqual(['file']);
});

it('removes what a killed process left of a file, its second name too, and nothing of anyone else', () => {
  const path = closedProject();
  linkSync(path, `${path}.5.part`);
  const left = ['.5.part-journal', '.5.part-damaged', '.5.part-damaged-wal', '.v1.2.backup.5.part'];
  const others = ['.5.partial-notes.txt', '.5.part.txt', '.v1.backup'];
  for (const end of [...left, ...others]) writeFileSync(path + end, '');
  openProject(path).close();
  expect([...left, '.5.part'].filter((end) => existsSync(path + end))).toEqual([]);
  expect(others.filter((end) => !existsSync(path + end))).toEqual([]);
});

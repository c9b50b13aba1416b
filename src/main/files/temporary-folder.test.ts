import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTemporaryFolder, TemporaryFolderError, writingInto } from './temporary-folder.ts';

let parent: string;
const before = process.env['TMPDIR'];

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'penumbra-files-'));
  process.env['TMPDIR'] = parent;
});

afterAll(() => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  rmSync(parent, { recursive: true });
});

const module = new URL('./temporary-folder.ts', import.meta.url).href;
const making = `import { makeTemporaryFolder } from ${JSON.stringify(module)};
  process.stdout.write(makeTemporaryFolder());`;

test('a folder is there while it is worked in', async () => {
  const folder = await inTemporaryFolder(async (path) => {
    writeFileSync(join(path, 'file'), 'x');
    return path;
  });
  expect(folder.startsWith(parent)).toBe(true);
  expect(existsSync(folder)).toBe(false);
});

test('what a killed process has left goes; what is in use, or not known to be left, stays', async () => {
  const args = ['--input-type=module', '--eval'];
  const ended = spawnSync(process.execPath, [...args, making], { encoding: 'utf8' }).stdout;
  writeFileSync(join(ended, 'photo.v'), 'pixels');
  const running = spawn(process.execPath, [...args, `${making}; setInterval(() => {}, 1e6)`]);
  const [used] = (await once(running.stdout, 'data')).map(String) as [string];
  // As another machine or container would name it, and with more to its name.
  const elsewhere = join(parent, basename(ended).replace(/-[0-9a-f]{8}-/, '-00000000-'));
  const others = [elsewhere, join(parent, 'penumbra-photo-x1y2z3'), `${ended}-kept`];
  for (const other of others) mkdirSync(other);

  await inTemporaryFolder(() => Promise.resolve());
  expect(readdirSync(parent).toSorted()).toEqual(
    [used, ...others].map((path) => basename(path)).toSorted(),
  );

  running.kill('SIGKILL');
  await once(running, 'exit');
  await inTemporaryFolder(() => Promise.resolve());
  expect(existsSync(used)).toBe(false);
});

describe('where nothing can be written', () => {
  const message = (folder: string) =>
    `the folder for temporary files, ${folder}, cannot be written (ENOENT). Make room there, or name another folder`;

  test('no folder is made', async () => {
    process.env['TMPDIR'] = join(parent, 'none');
    const made = inTemporaryFolder(() => Promise.resolve());
    process.env['TMPDIR'] = parent;
    await expect(made).rejects.toThrow(TemporaryFolderError);
    await expect(made).rejects.toThrow(message(join(parent, 'none')));
  });

  test('work that fails says so', async () => {
    const failed = () => Promise.reject(new Error('no picture'));
    const gone = join(parent, 'none', 'folder');
    await expect(writingInto(gone, failed)).rejects.toThrow(message(join(parent, 'none')));
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const filling = inTemporaryFolder((folder) => writingInto(folder, () => Promise.reject(full)));
    await expect(filling).rejects.toThrow(`${parent}, is full. Make room there`);
  });
});

test('work that fails for a reason of its own fails with that', async () => {
  const failing = inTemporaryFolder((folder) =>
    writingInto(folder, () => Promise.reject(new Error('no picture'))),
  );
  await expect(failing).rejects.toThrow('no picture');
});

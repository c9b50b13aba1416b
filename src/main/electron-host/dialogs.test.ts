import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindow, OpenDialogOptions, SaveDialogOptions } from 'electron';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemDialogs } from './dialogs.ts';

let folder: string;
let answers: (string | undefined)[];
let asked: (OpenDialogOptions | SaveDialogOptions)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-dialogs-'));
  answers = [];
  asked = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Answers as the person at the machine would, in Electron's shape. */
const dialog = {
  async showOpenDialog(_: unknown, options: OpenDialogOptions) {
    asked.push(options);
    const path = answers.shift();
    return { canceled: path === undefined, filePaths: path === undefined ? [] : [path] };
  },
  async showSaveDialog(_: unknown, options: SaveDialogOptions) {
    asked.push(options);
    const path = answers.shift();
    return { canceled: path === undefined, filePath: path ?? '' };
  },
};
const dialogs = systemDialogs(
  dialog as Parameters<typeof systemDialogs>[0],
  // The answers do not depend on the window.
  {} as BrowserWindow,
);

test('a dialog that is closed gives nothing', async () => {
  expect(await dialogs.open()).toBeUndefined();
  expect(await dialogs.save('a.png')).toBeUndefined();
  expect(await dialogs.openModel('folder')).toBeUndefined();
});

test('a model is asked for as a folder, or as a file of weights', async () => {
  answers = ['/models/schnell', '/models/ae.safetensors'];
  expect(await dialogs.openModel('folder')).toBe('/models/schnell');
  expect(await dialogs.openModel('file')).toBe('/models/ae.safetensors');
  expect(asked).toMatchObject([
    { properties: ['openDirectory'] },
    { properties: ['openFile'], filters: [{ extensions: ['safetensors'] }] },
  ]);
});

test('photos and projects can be opened', async () => {
  answers = ['/photos/a.jpg'];
  expect(await dialogs.open()).toBe('/photos/a.jpg');
  const [{ filters = [] } = {}] = asked;
  expect(filters[0]?.extensions).toEqual(expect.arrayContaining(['jpg', 'tiff', 'penumbra']));
});

test('a name without an extension gets that of the suggestion', async () => {
  answers = [join(folder, 'vase')];
  expect(await dialogs.save('photo.tif')).toBe(join(folder, 'vase.tif'));
  answers = [join(folder, 'vase.png')];
  expect(await dialogs.save('photo.tif')).toBe(join(folder, 'vase.png'));
});

test('and where that file is there, the dialog asks again, so that it can ask to replace it', async () => {
  const there = join(folder, 'vase.tif');
  writeFileSync(there, '');
  answers = [join(folder, 'vase'), there];
  expect(await dialogs.save('photo.tif')).toBe(there);
  expect(asked.map(({ defaultPath }) => defaultPath)).toEqual(['photo.tif', there]);
});

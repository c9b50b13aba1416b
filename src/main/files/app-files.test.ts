import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appFile, besideArchive, unpackedFile } from './app-files.ts';

test('files of the app are found from the folder with package.json', () => {
  expect(existsSync(appFile('package.json'))).toBe(true);
  expect(existsSync(unpackedFile('models/mini/config.json'))).toBe(true);
});

test('what native code opens lies beside the archive of a packaged app', () => {
  const resources = join('/opt', 'penumbra', 'resources');
  const inside = join(resources, 'app.asar', 'models', 'mini');
  expect(besideArchive(inside)).toBe(join(resources, 'app.asar.unpacked', 'models', 'mini'));
  expect(besideArchive(join('/home', 'penumbra', 'models'))).toBe(join('/home/penumbra/models'));
});

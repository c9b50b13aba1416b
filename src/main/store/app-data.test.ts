import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appDataFolder, openPhoto, saveUnsaved, unsavedProjects } from './app-data.ts';
import { noise, temporaryFolder } from './fixture.ts';

const photo = { name: 'beach.jpg', media: 'image/jpeg', bytes: noise(3_000) };

it('keeps an unsaved project where it is found after a crash', () => {
  const folder = join(temporaryFolder(), 'penumbra');
  expect(unsavedProjects(folder)).toEqual([]);
  const project = openPhoto(folder, photo);
  expect(unsavedProjects(folder)).toEqual([project.path]);
  expect(project.photos()[0]?.name).toBe('beach.jpg');
  project.close();
});

it('takes a project that was given a name out of that place', () => {
  const folder = temporaryFolder();
  const project = openPhoto(folder, photo);
  const saved = saveUnsaved(project, join(temporaryFolder(), 'beach.penumbra'));
  expect(unsavedProjects(folder)).toEqual([]);
  expect(existsSync(saved.path)).toBe(true);
  saved.close();
});

it('leaves nothing where the photo cannot be kept', () => {
  const folder = temporaryFolder();
  const unnamed = { ...photo, media: null as unknown as string };
  expect(() => openPhoto(folder, unnamed)).toThrow(/did not take the change/);
  expect(unsavedProjects(folder)).toEqual([]);
});

it.each([
  ['win32', { APPDATA: '/roaming' }, '/roaming/Penumbra'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/penumbra'],
] as const)('is where %s keeps such files', (platform, environment, folder) => {
  expect(appDataFolder(platform, environment)).toBe(folder);
});

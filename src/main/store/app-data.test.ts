import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import {
  appDataFolder,
  createUnsaved,
  discardUnsaved,
  isUnsaved,
  saveUnsaved,
  unsavedProjects,
} from './app-data.ts';
import { photo as beach, newProject, noise, temporaryFolder } from './fixture.ts';
import { openProject } from './open.ts';

const photo = { ...beach, bytes: noise(3_000) };

it('keeps an unsaved project where it is found after a crash', () => {
  const folder = join(temporaryFolder(), 'penumbra');
  expect(unsavedProjects(folder)).toEqual([]);
  const project = createUnsaved(folder, photo);
  expect(unsavedProjects(folder)).toEqual([{ path: project.path, inUse: true }]);
  expect(project.photos()[0]?.name).toBe('beach.jpg');
  project.close();
  expect(unsavedProjects(folder)).toEqual([{ path: project.path, inUse: false }]);
  openProject(project.path).close();
});

it('takes a project that was given a name out of that place', () => {
  const folder = temporaryFolder();
  const project = createUnsaved(folder, photo);
  const saved = saveUnsaved(folder, project, join(temporaryFolder(), 'beach.penumbra'));
  expect(unsavedProjects(folder)).toEqual([]);
  expect(existsSync(saved.path)).toBe(true);
  saved.close();
});

it.each([
  ['deleted', (path: string) => rmSync(path)],
  [
    'replaced by what cannot be removed',
    (path: string) => {
      rmSync(path);
      mkdirSync(path);
    },
  ],
])('gives a name to a project whose file was %s meanwhile', (_, take) => {
  const folder = temporaryFolder();
  const project = createUnsaved(folder, photo);
  take(project.path);
  const path = join(temporaryFolder(), 'beach.penumbra');
  const saved = saveUnsaved(folder, project, path);
  expect(saved.photos()).toHaveLength(1);
  saved.close();
  openProject(path).close();
});

it('keeps a project whose file was deleted, and that is saved in its place', () => {
  const folder = temporaryFolder();
  const project = createUnsaved(folder, photo);
  rmSync(project.path);
  saveUnsaved(folder, project, project.path).close();
  expect(unsavedProjects(folder)).toEqual([{ path: project.path, inUse: false }]);
});

it('deletes what an older format left of a project without a name', () => {
  const folder = temporaryFolder();
  for (const save of [false, true]) {
    const project = createUnsaved(folder, photo);
    for (const end of ['.v1.backup', '.v1.2.backup']) writeFileSync(project.path + end, '');
    if (save) saveUnsaved(folder, project, join(temporaryFolder(), 'beach.penumbra')).close();
    project.close();
    if (!save) discardUnsaved(folder, project.path);
    expect(readdirSync(join(folder, 'unsaved'))).toEqual([]);
  }
});

it('knows a project without a name whichever way leads to it', () => {
  const folder = temporaryFolder();
  const named = newProject();
  expect(isUnsaved(folder, named.path)).toBe(false);
  const project = createUnsaved(folder, photo);
  const link = join(temporaryFolder(), 'link');
  symlinkSync(folder, link, 'junction');
  expect(isUnsaved(link, project.path)).toBe(true);
  expect(isUnsaved(folder, join(link, 'unsaved', basename(project.path)))).toBe(true);
  expect(isUnsaved(folder, named.path)).toBe(false);
  for (const one of [named, project]) one.close();
});

it('deletes a project without a name when it is told to, but none that is open or has one', () => {
  const folder = temporaryFolder();
  const project = createUnsaved(folder, photo);
  expect(() => discardUnsaved(folder, project.path)).toThrow(/is open for editing/);
  project.close();
  discardUnsaved(folder, project.path);
  expect(unsavedProjects(folder)).toEqual([]);
  expect(readdirSync(join(folder, 'unsaved'))).toEqual([]);
  const named = newProject();
  named.close();
  expect(() => discardUnsaved(folder, named.path)).toThrow(/not an unnamed project/);
  expect(existsSync(named.path)).toBe(true);
});

it('leaves nothing where the photo cannot be kept', () => {
  const folder = temporaryFolder();
  const unnamed = { ...photo, media: null as unknown as string };
  expect(() => createUnsaved(folder, unnamed)).toThrow(/did not take the change/);
  expect(unsavedProjects(folder)).toEqual([]);
});

it('never removes a project that has a name', () => {
  const folder = temporaryFolder();
  createUnsaved(folder, photo).close();
  const project = newProject();
  const target = join(temporaryFolder(), 'beach.penumbra');
  expect(() => saveUnsaved(folder, project, target)).toThrow(/already has a name/);
  expect(existsSync(project.path)).toBe(true);
  expect(existsSync(target)).toBe(false);
});

it('opens a photo of the longest name there can be', () => {
  const long = { ...photo, name: `${'写'.repeat(83)}.jpg` };
  const project = createUnsaved(temporaryFolder(), long);
  expect(project.photos()[0]?.name).toBe(long.name);
  project.duplicate(`${project.path}.copy`);
  project.close();
});

it.each([
  ['win32', { APPDATA: '/roaming' }, '/roaming/Penumbra'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/penumbra'],
] as const)('is where %s keeps such files', (platform, environment, folder) => {
  expect(appDataFolder(platform, environment)).toBe(folder);
});

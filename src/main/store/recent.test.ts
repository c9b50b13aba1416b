import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from './fixture.ts';
import { recentProjects, rememberProject } from './recent.ts';

it('lists projects once each, the last one first', () => {
  const folder = temporaryFolder();
  expect(recentProjects(folder)).toEqual([]);
  for (const path of ['/a', '/b', '/a']) rememberProject(folder, path);
  expect(recentProjects(folder)).toEqual(['/a', '/b']);
  expect(readdirSync(folder)).toEqual(['recent.json']);
});

it('remembers twenty', () => {
  const folder = temporaryFolder();
  for (let i = 0; i < 25; i++) rememberProject(folder, `/${i}`);
  expect(recentProjects(folder)).toHaveLength(20);
  expect(recentProjects(folder)[0]).toBe('/24');
});

it.each(['[1, "/a"', '{"a": 1}', ''])('starts anew from a damaged list: %s', (text) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'recent.json'), text);
  expect(recentProjects(folder)).toEqual([]);
});

it('is kept in a folder that is not there yet', () => {
  const folder = join(temporaryFolder(), 'penumbra');
  rememberProject(folder, '/a');
  expect(recentProjects(folder)).toEqual(['/a']);
});

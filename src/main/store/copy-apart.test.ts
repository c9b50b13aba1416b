import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { copyApart } from './copy-apart.ts';
import { closedProject, newProject, stroke, temporaryFolder } from './fixture.ts';
import { openReadOnly, saveAs } from './open.ts';

const newPath = () => join(temporaryFolder(), 'copy.penumbra');

it('copies a project that goes on meanwhile, whose state then tells so', async () => {
  const project = newProject();
  const path = newPath();
  const before = project.state;
  const copying = copyApart(project, path);
  expect(project.state).toBe(before);
  project.commit({ label: 'Draw', put: [stroke('a')] });
  expect(project.state).not.toBe(before);
  expect(await copying).toBe(true);
  const copy = openReadOnly(path);
  expect(copy.check()).toEqual([]);
  copy.close();
});

it('is what a project goes on in that is saved elsewhere', async () => {
  const project = newProject();
  const path = newPath();
  const saved = saveAs(project, path, { isCopied: await copyApart(project, path) });
  expect([saved.path, saved.edits()]).toEqual([path, openReadOnly(project.path).edits()]);
  saved.close();
});

it('does not take another project for one whose place it has', async () => {
  const project = newProject();
  renameSync(project.path, `${project.path}.moved`);
  expect(await copyApart(project, newPath())).toBe(false);
  copyFileSync(closedProject(), project.path);
  expect(await copyApart(project, newPath())).toBe(false);
});

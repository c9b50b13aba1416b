import { expect, it } from 'vitest';
import { newProject, noise, photo } from './fixture.ts';

it('keeps a picture once in each role', () => {
  const project = newProject();
  const bytes = noise(20_000);
  const [first] = project.photos();
  expect(project.addPhoto({ ...photo, name: 'again.jpg', bytes })).toEqual(first);
  const reference = project.addPhoto({ ...photo, role: 'reference', bytes });
  expect(reference).toMatchObject({ role: 'reference', width: 40, height: 30, blob: first?.blob });
  expect(project.photos()).toEqual([first, reference]);
});

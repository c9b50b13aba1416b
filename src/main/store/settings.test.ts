import { expect, it } from 'vitest';
import { newProject } from './fixture.ts';

it('remembers the last value of each setting, apart from the history', () => {
  const project = newProject();
  const { head } = project;
  expect(project.setting('view')).toBeUndefined();
  project.setSetting('view', { zoom: 1 });
  project.setSetting('view', { zoom: 2 });
  project.setSetting('export', 'png');
  expect(project.setting('view')).toEqual({ zoom: 2 });
  expect(project.head).toBe(head);
});

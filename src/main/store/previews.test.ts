import { expect, it } from 'vitest';
import { newProject, noise } from './fixture.ts';

const picture = { media: 'image/png', width: 8, height: 4, bytes: noise(200) };

it('gives way to a newer one of the same subject and size', () => {
  const project = newProject();
  const first = project.putPreview({ of: 'photo', id: 1, ...picture });
  const larger = project.putPreview({ of: 'photo', id: 1, ...picture, width: 16, height: 8 });
  const second = project.putPreview({ of: 'photo', id: 1, ...picture, bytes: noise(200, 2) });
  expect(second.id).toBe(first.id);
  expect(project.previews('photo', 1)).toEqual([second, larger]);
  expect(project.blob(second.blob).equals(noise(200, 2))).toBe(true);
  expect(project.check()).toEqual([]);
});

import { expect, it } from 'vitest';
import { newProject, noise, run } from './fixture.ts';

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

it('is found by the run whose iterate or cluster it shows', () => {
  const project = newProject();
  const latent = { dtype: 'float16', shape: [4, 8, 8], bytes: noise(512) } as const;
  const previews = [1, 2].map((id) => {
    project.startRun(run);
    const iterate = project.addIterate({ run: id, step: 0, latent, measures: {} });
    const cluster = project.addCluster({ run: id, latent, iterates: [iterate], measures: {} });
    return [
      project.putPreview({ of: 'iterate', id: iterate, ...picture }),
      project.putPreview({ of: 'cluster', id: cluster, ...picture }),
    ];
  });
  project.putPreview({ of: 'photo', id: 1, ...picture });
  expect(project.previewsOfRun(1)).toEqual(previews[0]);
  expect(project.previewsOfRun(2)).toEqual(previews[1]);
});

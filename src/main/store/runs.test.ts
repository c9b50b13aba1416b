import { describe, expect, it } from 'vitest';
import { ProjectError } from './errors.ts';
import { newProject, noise, run } from './fixture.ts';
import { openReadOnly } from './open.ts';

const latent = { dtype: 'float16', shape: [4, 8, 8], bytes: noise(512) } as const;

describe('runs', () => {
  it('keep all that it takes to compute them again', () => {
    const project = newProject();
    const id = project.startRun(run);
    expect(project.runs()).toEqual([{ id, ...run, started: expect.any(Number) }]);
    project.endRun(id, 'failed', 'the model ran out of memory');
    expect(project.runs()[0]?.end).toEqual({
      outcome: 'failed',
      message: 'the model ran out of memory',
      ended: expect.any(Number),
    });
  });

  it('keep iterates and clusters as they form', () => {
    const project = newProject();
    const id = project.startRun(run);
    const iterates = [0, 1, 2].map((step) =>
      project.addIterate({ run: id, step, latent, measures: { residual: 1 / (step + 1) } }),
    );
    const cluster = project.addCluster({
      run: id,
      latent,
      iterates: iterates.slice(1),
      measures: { likeness: 0.9 },
    });
    const reader = openReadOnly(project.path);
    expect(reader.iterates(id).map(({ measures }) => measures['residual'])).toEqual([
      1,
      0.5,
      1 / 3,
    ]);
    expect(reader.clusters(id)).toEqual([
      { id: cluster, run: id, iterates: iterates.slice(1), measures: { likeness: 0.9 } },
    ]);
    expect(reader.latent('cluster', cluster)).toEqual({
      ...latent,
      bytes: Buffer.from(latent.bytes),
    });
    reader.close();
  });

  it('refuse a latent whose bytes do not fill its shape', () => {
    const project = newProject();
    const id = project.startRun(run);
    const short = { ...latent, shape: [4, 8, 9] };
    expect(() => project.addIterate({ run: id, step: 0, latent: short, measures: {} })).toThrow(
      /512 bytes as float16\[4,8,9\], which takes 576/,
    );
  });

  it('refuse a photo that is not there', () => {
    expect(() => newProject().startRun({ ...run, photo: 9 })).toThrow(ProjectError);
  });

  it('keep tuned weights and previews', () => {
    const project = newProject();
    const id = project.startRun(run);
    const adapter = project.addAdapter({
      run: id,
      name: 'attention',
      format: 'safetensors',
      bytes: noise(300),
    });
    const picture = { media: 'image/png', width: 8, height: 4, bytes: noise(200) };
    const preview = project.putPreview({ of: 'photo', id: 1, ...picture });
    project.putPreview({ of: 'edit', id: 1, ...picture });
    expect(project.adapters()).toEqual([adapter]);
    expect(project.previews('photo', 1)).toEqual([preview]);
    expect(project.blob(preview.blob)).toEqual(Buffer.from(picture.bytes));
  });
});

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { newProject, noise, stroke, temporaryFolder } from '../store/fixture.ts';
import type { Photo } from '../store/photos.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));

function penumbra(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'project', ...words], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr, json: () => JSON.parse(stdout) as unknown };
}

describe('penumbra project', () => {
  it('looks into a project that is open elsewhere', () => {
    const project = newProject();
    project.commit({ label: 'Draw', put: [stroke('a')] });
    expect(penumbra('info', project.path, '--json').json()).toMatchObject({
      photos: 1,
      edits: 3,
      head: 3,
    });
    expect(penumbra('history', project.path).stdout).toMatch(/\* +3 +2 .* Draw/);
    expect(penumbra('check', project.path, '--json')).toMatchObject({
      status: 0,
      stdout: '{"ok":true,"problems":[]}\n',
    });
    expect(penumbra('compact', project.path).stdout).toMatch(/would free 0.0 MB, unused blobs: 0;/);
    expect(penumbra('compact', project.path, '--apply')).toMatchObject({ status: 1, stdout: '' });
  });

  it('says in one sentence why a file is refused', () => {
    const path = join(temporaryFolder(), 'p.penumbra');
    writeFileSync(path, noise(5_000));
    const { status, stdout, stderr } = penumbra('check', path, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, problems: [{ kind: 'refused' }] });
    expect(stderr).toMatch(/is not a Penumbra project: .*\n$/);
    // Once, whatever is asked for.
    expect(penumbra('check', path)).toMatchObject({ status: 1, stdout: '', stderr });
    expect(penumbra('info', path).status).toBe(1);
  });

  it('names what is damaged', () => {
    const project = newProject();
    project.close();
    const bytes = readFileSync(project.path);
    const at = bytes.indexOf(Buffer.from(noise(20_000)).subarray(6_000, 6_020));
    writeFileSync(project.path, bytes.fill(0, at, at + 1));
    const { status, stdout, stderr } = penumbra('check', project.path);
    expect(status).toBe(1);
    expect(stdout).toMatch(/blob \w+ does not match its hash\n {2}affects the photo beach.jpg/);
    expect(stderr).toMatch(/is damaged in 1 place; the rest can be used/);
  });

  it('says which models its runs need', () => {
    const project = newProject();
    const { id } = project.photos()[0] as Photo;
    const model = { id: 'schnell', sha256: 'ab'.repeat(32) };
    const asked = { photo: id, edit: 1, parameters: {}, model, provider: 'cuda', app: '0.9.0' };
    project.endRun(project.startRun(asked), 'done');
    project.startRun({ ...asked, provider: 'cpu' });
    const run = { model: 'schnell', sha256: model.sha256, app: '0.9.0' };
    expect(penumbra('info', project.path, '--json').json()).toMatchObject({
      runs: [
        { ...run, id: 1, provider: 'cuda', outcome: 'done' },
        { ...run, id: 2, provider: 'cpu', outcome: null },
      ],
    });
    const { stdout } = penumbra('info', project.path);
    expect(stdout).toMatch(/^runs: 2,/m);
    expect(stdout).toMatch(/^ +1 +schnell +abababababab… +cuda +0\.9\.0 +done$/m);
    expect(stdout).toMatch(/^ +2 +schnell .* not ended$/m);
  });

  it('tells wrong usage from failure', () => {
    expect(penumbra('check').status).toBe(2);
    expect(penumbra('check', '/nowhere/p.penumbra').status).toBe(1);
  });

  it('salvages into a new file', () => {
    const project = newProject();
    project.close();
    const target = join(temporaryFolder(), 'new.penumbra');
    expect(penumbra('salvage', project.path, target).stdout).toMatch(/rows \d+, blobs 1/);
    expect(penumbra('salvage', project.path, target).stderr).toMatch(/already exists/);
    const nowhere = join(temporaryFolder(), 'none', 'new.penumbra');
    expect(penumbra('salvage', project.path, nowhere).stderr).toMatch(/none does not exist. Make/);
  });
});

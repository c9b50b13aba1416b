import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openReadable } from './database.ts';
import { ProjectBusyError, ProjectError, ProjectExistsError, ProjectInUseError } from './errors.ts';
import {
  closedProject,
  crashed,
  editing,
  newProject,
  noise,
  photo,
  stroke,
  tamper,
  temporaryFolder,
} from './fixture.ts';
import { openProject, openReadOnly, saveAs } from './open.ts';
import { ReadableProject } from './readable-project.ts';

describe('Save As', () => {
  it('goes on in a whole copy, and leaves the old file', () => {
    const project = newProject();
    const path = join(temporaryFolder(), 'copy.penumbra');
    const saved = saveAs(project, path);
    saved.commit({ label: 'Draw', put: [stroke('a')] });
    expect(saved.path).toBe(path);
    expect(saved.blob(saved.photos()[0]?.blob ?? '')).toHaveLength(20_000);
    saved.close();
    const old = openReadOnly(project.path);
    expect(old.document().has('a')).toBe(false);
    old.close();
    expect(readdirSync(dirname(path))).toEqual(['copy.penumbra']);
  });

  it('never overwrites, and keeps the project open', () => {
    const project = newProject();
    const taken = closedProject();
    expect(() => saveAs(project, taken)).toThrow(ProjectExistsError);
    project.commit({ label: 'Draw', put: [stroke('b')] });
  });

  it('copies from a project that is open for looking', () => {
    const reader = openReadOnly(closedProject());
    const path = join(temporaryFolder(), 'copy.penumbra');
    reader.duplicate(path);
    expect(openReadOnly(path).edits()).toEqual(reader.edits());
  });

  it('takes the place of another project where it is told to', () => {
    const project = newProject();
    project.commit({ label: 'Draw', put: [stroke('b')] });
    const taken = closedProject();
    const saved = saveAs(project, taken, { replace: true });
    expect(saved.document().has('b')).toBe(true);
    expect(readdirSync(dirname(taken))).toEqual(['p.penumbra', 'p.penumbra.lock']);
    saved.close();
  });

  it('does not take the place of one that is open for editing', () => {
    const project = newProject();
    const other = newProject();
    expect(() => saveAs(project, other.path, { replace: true })).toThrow(ProjectInUseError);
    other.commit({ label: 'Draw', put: [stroke('b')] });
    expect(other.check()).toEqual([]);
  });

  it('takes the place of one that a crash left in the middle of a step', () => {
    const project = newProject();
    const saved = saveAs(project, crashed(), { replace: true });
    expect(saved.edits()).toHaveLength(2);
    expect(saved.check()).toEqual([]);
    saved.close();
  });

  it('says that a project cannot be saved as itself', () => {
    const project = newProject();
    for (const placing of [{}, { replace: true }]) {
      expect(() => saveAs(project, project.path, placing)).toThrow(/is this project itself/);
    }
    project.commit({ label: 'Draw', put: [stroke('b')] });
  });

  it('brings a project back under its own name where its file was deleted', () => {
    const project = newProject();
    rmSync(project.path);
    expect(project.summary().edits).toBe(2);
    const saved = saveAs(project, project.path);
    saved.commit({ label: 'Draw', put: [stroke('b')] });
    expect(saved.check()).toEqual([]);
    expect(readdirSync(dirname(saved.path))).toEqual(['p.penumbra', 'p.penumbra.lock']);
    saved.close();
    expect(openReadOnly(project.path).document().has('b')).toBe(true);
  });

  it('takes its name back from another file only where it is told to', () => {
    const project = newProject();
    const other = closedProject();
    renameSync(other, project.path);
    const bytes = readFileSync(project.path);
    expect(() => saveAs(project, project.path)).toThrow(ProjectExistsError);
    expect(readFileSync(project.path)).toEqual(bytes);
    const saved = saveAs(project, project.path, { replace: true });
    expect(saved.edits()).toHaveLength(2);
    saved.close();
  });

  it('takes the lock of its own name anew where that was moved away with its folder', () => {
    const folder = join(temporaryFolder(), 'photos');
    mkdirSync(folder);
    const project = newProject(join(folder, 'p.penumbra'));
    renameSync(folder, `${folder}-elsewhere`);
    mkdirSync(folder);
    const copy = closedProject();
    copyFileSync(copy, project.path);
    const other = openProject(project.path);
    expect(() => saveAs(project, project.path, { replace: true })).toThrow(ProjectInUseError);
    other.close();
    saveAs(project, project.path, { replace: true }).close();
  });

  it('is not undone by the journal of a file that once had the name', () => {
    const path = crashed();
    const left = join(temporaryFolder(), 'p.penumbra');
    writeFileSync(`${left}-journal`, readFileSync(`${path}-journal`));
    const project = newProject();
    for (let i = 0; i < 50; i++) project.commit({ label: 'Draw', put: [stroke(`${i}`)] });
    const saved = saveAs(project, left);
    expect(saved.edits()).toHaveLength(52);
    expect(saved.check()).toEqual([]);
    expect(existsSync(`${left}-journal`)).toBe(false);
    saved.close();
  });

  it('lets whoever edits the project save between its steps, and so does a check', () => {
    const { project, db } = editing(closedProject());
    db.pragma('busy_timeout = 0');
    for (let i = 0; i < 5; i++) project.addPhoto({ ...photo, bytes: noise(9_000, i + 2) });
    const reading = openReadable(project.path);
    let saved = 0;
    const prepare = reading.prepare.bind(reading);
    const trying = ((sql: string) => {
      try {
        project.nameEdit(1, `${saved}`);
        saved++;
      } catch (error) {
        expect(error).toBeInstanceOf(ProjectBusyError);
      }
      return prepare(sql);
    }) as typeof reading.prepare;
    const reader = new ReadableProject(project.path, reading);
    reading.prepare = trying;
    const path = join(temporaryFolder(), 'copy.penumbra');
    reader.duplicate(path);
    expect(saved).toBeGreaterThan(6);
    saved = 0;
    const pragma = vi.spyOn(reading, 'pragma');
    expect(reader.check()).toEqual([]);
    expect(saved).toBeGreaterThan(6);
    expect(pragma.mock.calls.flat()).not.toContain('integrity_check');
    reader.close();
    const copy = openReadOnly(path);
    expect(copy.photos()).toHaveLength(6);
    expect(copy.check()).toEqual([]);
    copy.close();
  });

  it('copies what is damaged as it is', () => {
    const path = closedProject();
    tamper(path, (db) => db.exec('UPDATE chunk SET bytes = zeroblob(length(bytes))'));
    const project = openProject(path);
    const saved = saveAs(project, join(temporaryFolder(), 'copy.penumbra'));
    expect(saved.check().map(({ affects }) => affects)).toEqual([['the photo beach.jpg']]);
    saved.close();
  });

  it('waits for the end of a step, and so does compacting', () => {
    const project = newProject();
    const path = join(temporaryFolder(), 'copy.penumbra');
    for (const work of [() => project.duplicate(path), () => project.compact()]) {
      expect(() => project.transaction(work)).toThrow(ProjectError);
      expect(() => project.transaction(work)).toThrow(/in the middle of a step/);
    }
    expect(existsSync(path)).toBe(false);
  });
});

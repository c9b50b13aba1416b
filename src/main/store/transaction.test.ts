import { describe, expect, it, vi } from 'vitest';
import { DiskFullError, ProjectError } from './errors.ts';
import { closedProject, editing, layer, newProject, noise, photo, stroke } from './fixture.ts';

describe('a transaction', () => {
  it('saves nothing where a part of it failed, whether or not that was caught', () => {
    const { project, db } = editing(closedProject());
    const pages = db.pragma('page_count', { simple: true }) as number;
    db.pragma(`max_page_count = ${pages + 2}`);
    const attempt = () =>
      project.transaction(() => {
        project.commit({ label: 'One', put: [stroke('b')] });
        expect(() => project.addPhoto({ ...photo, bytes: noise(200_000) })).toThrow(DiskFullError);
        // SQLite has ended the transaction by now: this would be saved by itself.
        expect(() => project.commit({ label: 'Two', put: [stroke('c')] })).toThrow(DiskFullError);
      });
    expect(attempt).toThrow(DiskFullError);
    expect(project.edits().map(({ label }) => label)).toEqual(['New project', 'Add layer', 'Draw']);
    project.commit({ label: 'Three', put: [stroke('d')] });
    expect(project.check()).toEqual([]);
  });

  it('fails as a whole where a part was refused', () => {
    const project = newProject();
    const attempt = () =>
      project.transaction(() => {
        project.commit({ label: 'Draw', put: [stroke('a')] });
        expect(() => project.goTo(99)).toThrow();
      });
    expect(attempt).toThrow(/has no edit 99/);
    expect(project.document().has('a')).toBe(false);
  });
});

describe('a listener', () => {
  it('hears of each change of the document once it is saved, and of nothing else', () => {
    const project = newProject();
    const heard = vi.fn();
    const stop = project.onChange(heard);
    project.commit({ label: 'Draw', put: [stroke('a')] });
    expect(heard).toHaveBeenLastCalledWith({ head: 3, put: [stroke('a')], remove: [] });
    project.undo();
    expect(heard).toHaveBeenLastCalledWith({ head: 2, put: [], remove: ['a'] });
    project.redo();
    expect(heard).toHaveBeenLastCalledWith({ head: 3, put: [stroke('a')], remove: [] });
    project.goTo(1);
    expect(heard).toHaveBeenLastCalledWith({ head: 1, put: [], remove: ['a', 'light'] });
    expect(heard).toHaveBeenCalledTimes(4);
    project.undo();
    project.setSetting('view', 1);
    project.nameEdit(1, 'Start');
    expect(() => project.commit({ label: 'Wrong', remove: ['nothing'] })).toThrow(ProjectError);
    expect(heard).toHaveBeenCalledTimes(4);
    stop();
    project.commit({ label: 'Add layer', put: [layer] });
    expect(heard).toHaveBeenCalledTimes(4);
  });

  it('hears of a transaction as one change', () => {
    const project = newProject();
    const heard = vi.fn();
    project.onChange(heard);
    project.transaction(() => {
      project.commit({ label: 'Draw', put: [stroke('a'), stroke('b')] });
      project.commit({ label: 'Widen', put: [stroke('a', 20)], remove: ['b'] });
      expect(heard).not.toHaveBeenCalled();
    });
    expect(heard.mock.calls).toEqual([[{ head: 4, put: [stroke('a', 20)], remove: ['b'] }]]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentChange, DocumentRecord } from './document.ts';
import { ProjectError } from './errors.ts';
import { layer, newProject, stroke } from './fixture.ts';
import { openProject } from './open.ts';

describe('the history', () => {
  it('takes gestures back and does them again', () => {
    const project = newProject();
    project.commit({ label: 'Draw', put: [stroke('a')] });
    project.commit({ label: 'Widen', put: [stroke('a', 20)] });
    expect(project.undo()).toEqual({ put: [stroke('a', 10)], remove: [] });
    expect(project.undo()).toEqual({ put: [], remove: ['a'] });
    expect(project.redo()).toEqual({ put: [stroke('a', 10)], remove: [] });
    expect(project.redo()).toEqual({ put: [stroke('a', 20)], remove: [] });
    expect(project.redo()).toBeUndefined();
  });

  it('stops at the beginning', () => {
    const project = newProject();
    project.undo();
    expect(project.undo()).toBeUndefined();
    expect(project.document().size).toBe(0);
  });

  it('brings back what was taken away', () => {
    const project = newProject();
    project.commit({ label: 'Draw', put: [stroke('a')] });
    project.commit({ label: 'Delete', remove: ['a'] });
    expect(project.document().has('a')).toBe(false);
    project.undo();
    expect(project.document().get('a')).toEqual(stroke('a'));
  });

  it('keeps what was undone as a branch', () => {
    const project = newProject();
    const first = project.commit({ label: 'First', put: [stroke('a')] });
    project.undo();
    const second = project.commit({ label: 'Second', put: [stroke('b')] });
    expect(second.parent).toBe(first.parent);
    expect(project.goTo(first.id)).toEqual({ put: [stroke('a')], remove: ['b'] });
    expect(project.redo()).toBeUndefined();
    expect([...project.document().keys()].sort()).toEqual(['a', 'light']);
  });

  it('redoes towards where it stood after a jump back along the branch', () => {
    const project = newProject();
    const start = project.head;
    project.commit({ label: 'Draw', put: [stroke('a')] });
    project.commit({ label: 'Draw', put: [stroke('b')] });
    project.goTo(start);
    project.redo();
    project.redo();
    expect(project.document().has('b')).toBe(true);
  });

  it('is the same after closing and opening', () => {
    const project = newProject();
    project.commit({ label: 'Draw', put: [stroke('a'), stroke('b')] });
    project.commit({ label: 'Draw', put: [stroke('c')], remove: ['a'] });
    project.nameEdit(3, 'Evening');
    project.undo();
    const seen = [project.head, project.edits(), [...project.document()].sort()];
    project.close();
    const again = openProject(project.path);
    expect([again.head, again.edits(), [...again.document()].sort()]).toEqual(seen);
    expect(again.redo()).toEqual({ put: [stroke('c')], remove: ['a'] });
    expect(again.edits()[2]?.name).toBe('Evening');
    again.close();
  });

  it('shows the document of any edit without going there', () => {
    const project = newProject();
    project.commit({ label: 'Draw', put: [stroke('a')] });
    project.commit({ label: 'Delete', remove: ['a'] });
    expect([...project.documentAt(3).values()]).toEqual([stroke('a'), layer]);
    expect([...project.documentAt(4).keys()]).toEqual(['light']);
    expect(project.head).toBe(4);
  });

  it.each([
    ['a record with a field out of range', { put: [{ ...layer, opacity: 2 }] }],
    ['a point without pressure', { put: [{ ...stroke('a'), points: [1, 2] }] }],
    ['a record to take away that is not there', { remove: ['nothing'] }],
  ])('refuses %s and stays as it was', (_, change) => {
    const project = newProject();
    expect(() => project.commit({ label: 'Wrong', ...change })).toThrow(ProjectError);
    expect(project.edits()).toHaveLength(2);
    expect([...project.document().values()]).toEqual([layer]);
  });

  it('names the edit that does not exist', () => {
    expect(() => newProject().goTo(9)).toThrow(/has no edit 9/);
  });

  it('ends where a replayed list of changes ends, whatever the way through the tree', () => {
    const move = fc.oneof(
      fc.record({ draw: fc.integer({ min: 0, max: 4 }), size: fc.integer({ min: 1, max: 99 }) }),
      fc.record({ erase: fc.integer({ min: 0, max: 4 }) }),
      fc.record({ goTo: fc.nat() }),
      fc.constantFrom('undo' as const, 'redo' as const),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 15 }), (moves) => {
        const project = newProject();
        const shown = new Map<string, DocumentRecord>([['light', layer]]);
        const follow = (change?: DocumentChange) => {
          for (const record of change?.put ?? []) shown.set(record.id, record);
          for (const id of change?.remove ?? []) shown.delete(id);
        };
        for (const step of moves) {
          if (step === 'undo') follow(project.undo());
          else if (step === 'redo') follow(project.redo());
          else if ('goTo' in step) follow(project.goTo(1 + (step.goTo % project.edits().length)));
          else {
            const change = changeOf(step, shown);
            project.commit({ label: 'Step', ...change });
            follow(change);
          }
          expect(project.document()).toEqual(shown);
          expect(project.documentAt(project.head)).toEqual(shown);
        }
        project.close();
      }),
      { numRuns: 15 },
    );
  });
});

function changeOf(
  step: { draw: number; size: number } | { erase: number },
  shown: ReadonlyMap<string, DocumentRecord>,
): DocumentChange {
  if ('draw' in step) return { put: [stroke(`${step.draw}`, step.size)], remove: [] };
  return { put: [], remove: shown.has(`${step.erase}`) ? [`${step.erase}`] : [] };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentChange, DocumentRecord } from '../../document/records.ts';
import type { WritableDatabase } from './database.ts';
import { DamagedProjectError, ProjectError } from './errors.ts';
import { layer, newProject, stroke, tamper } from './fixture.ts';
import type { Gesture } from './gesture.ts';
import { initial } from './migrations/0001-initial.ts';
import { openProject } from './open.ts';
import { SealedTable } from './sealed-table.ts';

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
    ['a record with a field out of range', { put: [{ ...layer, opacity: 2 }] }, /opacity: /],
    [
      'a control out of range',
      { put: [{ kind: 'parameter', id: 'control/likeness', value: 7 }] },
      /value: Too big/,
    ],
    ['a stroke on no layer', { put: [{ ...stroke('a'), layer: 'no' }] }, /layer: there is no/],
    ['a layer over no photo', { put: [{ ...layer, photo: 9 }] }, /photo: there is no photo 9/],
    [
      'a pick of no cluster',
      { put: [{ kind: 'pick', id: 'p', photo: 1, clusters: [{ cluster: 9, weight: 1 }] }] },
      /clusters: 0: cluster: there is no cluster 9/,
    ],
    [
      'a pin of no iterate',
      { put: [{ kind: 'pin', id: 'p', photo: 1, iterate: 9, name: '' }] },
      /iterate: there is no iterate 9/,
    ],
    ['a stroke in place of a layer', { put: [stroke('light')] }, /kind: light is a layer/],
    ['a record put twice', { put: [stroke('a'), stroke('a', 20)] }, /record a twice/],
    ['a record put and taken away', { put: [layer], remove: ['light'] }, /record light twice/],
    ['a gesture that changes nothing', {}, /changes nothing/],
    ['a point without pressure', { put: [{ ...stroke('a'), points: [1, 2] }] }, /points: /],
    ['a record to take away that is not there', { remove: ['nothing'] }, /has no record nothing/],
  ] as [string, Partial<Gesture>, RegExp][])(
    'refuses %s and stays as it was',
    (_, change, words) => {
      const project = newProject();
      const commit = () => project.commit({ label: 'Wrong', ...change });
      expect(commit).toThrow(ProjectError);
      expect(commit).toThrow(words);
      expect(project.edits()).toHaveLength(2);
      expect([...project.document().values()]).toEqual([layer]);
    },
  );

  it('keeps strokes on a layer, or takes them away with it', () => {
    const project = newProject();
    project.commit({ label: 'Draw', put: [stroke('a')] });
    expect(() => project.commit({ label: 'Wrong', remove: ['light'] })).toThrow(/no layer light/);
    project.commit({ label: 'Delete layer', remove: ['light', 'a'] });
    expect(project.document().size).toBe(0);
  });

  it('says where undo and redo would lead nowhere', () => {
    const project = newProject();
    expect([project.canUndo, project.canRedo]).toEqual([true, false]);
    project.undo();
    expect([project.canUndo, project.canRedo]).toEqual([false, true]);
  });

  it('is checked for records that make no sense', () => {
    const project = newProject();
    project.close();
    const { columns } = initial;
    tamper(project.path, (db) => {
      const changes = new SealedTable('change', columns.change);
      const value = JSON.stringify({ ...stroke('a'), layer: 'none' });
      const row = { edit: 2, record: 'a', value, previous: null };
      changes.insert(db as WritableDatabase, row);
    });
    const again = openProject(project.path);
    expect(again.check()).toEqual([
      {
        kind: 'structure',
        message: 'change 2 does not make sense: layer: there is no layer none',
        affects: ['record a of edit 2'],
      },
    ]);
    again.close();
  });

  it('names a change that holds no JSON, in spite of its seal', () => {
    const project = newProject();
    project.commit({ label: 'Draw', put: [stroke('a')] });
    project.undo();
    project.close();
    tamper(project.path, (db) =>
      new SealedTable('change', initial.columns.change).replace(db as WritableDatabase, {
        ...{ id: 2, edit: 3, record: 'a', value: '{"kind', previous: null },
      }),
    );
    const again = openProject(project.path);
    expect(again.check()).toMatchObject([{ affects: ['record a of edit 3'] }]);
    expect(() => again.redo()).toThrow(DamagedProjectError);
    expect(() => again.redo()).toThrow(/change 2 does not make sense/);
    again.close();
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
            if (change.put.length + change.remove.length === 0) continue;
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
  if ('draw' in step) return { put: [layer, stroke(`${step.draw}`, step.size)], remove: [] };
  return { put: [], remove: shown.has(`${step.erase}`) ? [`${step.erase}`] : [] };
}

import { expect, it } from 'vitest';
import { laneRows } from './edit-lanes.ts';

/** Edits by number and parent. */
function tree(...pairs: [number, number | null][]) {
  return pairs.map(([id, parent]) => ({ id, parent, label: `${id}`, made: id, name: null }));
}

function drawn(rows: ReturnType<typeof laneRows>): string[] {
  return rows.map(
    ({ edit, lane, isApplied, isHead }) =>
      `${' '.repeat(lane)}${edit.id}${isHead ? '<' : isApplied ? '' : '?'}`,
  );
}

it('shows a line of edits, the newest first, and what can be redone', () => {
  expect(drawn(laneRows({ edits: tree([1, null], [2, 1], [3, 2]), head: 2 }))).toEqual([
    '3?',
    '2<',
    '1',
  ]);
});

it('indents what was tried above the step it was made upon', () => {
  const edits = tree([1, null], [2, 1], [3, 2], [4, 2], [5, 4]);
  expect(drawn(laneRows({ edits, head: 5 }))).toEqual(['5<', '4', ' 3?', '2', '1']);
  expect(drawn(laneRows({ edits, head: 3 }))).toEqual(['3<', ' 5?', ' 4?', '2', '1']);
});

it('gives every branch of a step a lane of its own', () => {
  const edits = tree([1, null], [2, 1], [3, 1], [4, 1]);
  const rows = laneRows({ edits, head: 4 });
  expect(drawn(rows)).toEqual(['4<', '  2?', ' 3?', '1']);
  expect(rows.filter(({ isBranch }) => isBranch).map(({ edit }) => edit.id)).toEqual([2, 3]);
});

it('follows the newest branch where the document stands before all', () => {
  const edits = tree([1, null], [2, 1], [3, 1], [4, 2]);
  expect(drawn(laneRows({ edits, head: 1 }))).toEqual(['4?', '2?', ' 3?', '1<']);
});

it('takes ten thousand steps', () => {
  const edits = tree(
    ...Array.from({ length: 10_000 }, (_, k): [number, number | null] => [k + 1, k || null]),
  );
  expect(laneRows({ edits, head: 10_000 })).toHaveLength(10_000);
});

import { expect, it } from 'vitest';
import { marksOf } from './cluster-marks.ts';
import { clusterFixture } from './run-fixture.ts';

it('marks clusters by the order they were found in, whatever their rank', () => {
  const clusters = [3, 1, 2].map((id) => clusterFixture({ id }));
  const [marks, again] = [marksOf(clusters), marksOf(clusters.toReversed())];
  expect(marks.get(1)).toEqual(again.get(1));
  expect(new Set([1, 2, 3].map((id) => marks.get(id)?.colour)).size).toBe(3);
  expect(new Set([1, 2, 3].map((id) => marks.get(id)?.path)).size).toBe(3);
});

it('keeps a mark when others join', () => {
  const first = clusterFixture({ id: 1 });
  const refined = clusterFixture({ id: 2, kind: 'refined' });
  const marks = marksOf([first, refined]);
  expect(marks.get(1)).toEqual(marksOf([first]).get(1));
  expect(marks.get(2)).not.toEqual(marks.get(1));
});

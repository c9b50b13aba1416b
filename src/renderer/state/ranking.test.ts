import { expect, it } from 'vitest';
import { ranked } from './ranking.ts';
import { clusterFixture } from './run-fixture.ts';

function order(...clusters: Parameters<typeof clusterFixture>[0][]): number[] {
  return ranked(clusters.map(clusterFixture)).map(({ id }) => id);
}

it('prefers what is more alike to the photo', () => {
  expect(order({ id: 1, likeness: 0.8 }, { id: 2, likeness: 0.95 })).toEqual([2, 1]);
});

it('prefers what does what the strokes ask for', () => {
  expect(order({ id: 1, effect: 0.1 }, { id: 2, effect: 0.6 })).toEqual([2, 1]);
  expect(order({ id: 1, effect: -2 }, { id: 2, effect: 0.1 })).toEqual([2, 1]);
});

it('prefers what leaves the rest alone', () => {
  expect(order({ id: 1, outside: 9 }, { id: 2, outside: 0.5 })).toEqual([2, 1]);
});

it('does not put the untouched photo first', () => {
  const untouched = { id: 1, likeness: 1, effect: 0, outside: 0 };
  expect(order(untouched, { id: 2, likeness: 0.85, effect: 0.6, outside: 2 })).toEqual([2, 1]);
});

it('keeps equals in the order they were found, and takes none', () => {
  expect(order({ id: 2 }, { id: 1 })).toEqual([1, 2]);
  expect(order({ id: 1, effect: 0 }, { id: 2, effect: 0 })).toEqual([1, 2]);
  expect(order()).toEqual([]);
});

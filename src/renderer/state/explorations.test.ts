import { expect, it } from 'vitest';
import { clusterOf, explorationsOf } from './explorations.ts';
import { clusterFixture, runFixture } from './run-fixture.ts';

const runs = new Map(
  [
    runFixture({ id: 1, edit: 3, clusters: [clusterFixture({ id: 10 })] }),
    runFixture({ id: 2, edit: 7, clusters: [clusterFixture({ id: 11, label: 'Other' })] }),
    runFixture({ id: 3, edit: 7, photo: 2 }),
    runFixture({ id: 4, edit: 3, clusters: [clusterFixture({ id: 12 })] }),
    runFixture({ id: 5, edit: 9, outcome: 'cancelled' }),
  ].map((run) => [run.id, run]),
);

it('gathers the runs of an edit, and puts what ran last first', () => {
  const found = explorationsOf(runs, 1);
  expect(found.map(({ edit }) => edit)).toEqual([3, 7]);
  expect(found[0]?.runs.map(({ id }) => id)).toEqual([1, 4]);
  expect(found[0]?.clusters.map(({ id }) => id)).toEqual([10, 12]);
  expect(explorationsOf(runs, 5)).toEqual([]);
});

it('leaves out what found nothing, unless it is still looking', () => {
  const looking = new Map(runs).set(6, runFixture({ id: 6, edit: 10, outcome: 'running' }));
  expect(explorationsOf(looking, 1).map(({ edit }) => edit)).toEqual([10, 3, 7]);
});

it('numbers names that repeat within an exploration, wherever they are asked for', () => {
  const names = explorationsOf(runs, 1)[0]?.clusters.map(({ label }) => label);
  expect(names).toEqual(['Soft light', 'Soft light 2']);
  expect(clusterOf(runs, 12)?.label).toBe('Soft light 2');
});

it('finds a cluster in any run', () => {
  expect(clusterOf(runs, 11)?.label).toBe('Other');
  expect(clusterOf(runs, 13)).toBeUndefined();
});

import { expect, it } from 'vitest';
import { foldsOf } from './folding.ts';
import { clusterFixture } from './run-fixture.ts';

const folds = (...effects: readonly number[]) => {
  const clusters = effects.map((effect, id) => clusterFixture({ id, effect }));
  const found = foldsOf(clusters);
  return clusters.map(({ id }) => found.get(id) ?? null);
};

it('folds opposites, and what has less than a quarter of the best effect', () => {
  expect(folds(0.4, 0.1, 0.09, 0, -0.2)).toEqual([null, null, 'little', 'little', 'opposite']);
});

it('folds nothing for its little effect where nothing has any', () => {
  expect(folds(0, 0)).toEqual([null, null]);
  expect(folds(-0.3, 0)).toEqual(['opposite', null]);
});

import { expect, it } from 'vitest';
import { foundStrength } from './found-strength.ts';
import { runFixture } from './run-fixture.ts';

const found = (strength: number | null) => ({
  edit: 1,
  runs: [runFixture({ strength })],
  clusters: [],
});

it('is told where results are applied at another strength', () => {
  expect(foundStrength(found(0.6), { strength: 0.8 })).toBe(0.6);
  expect(foundStrength(found(0.6), { strength: 0.6 })).toBeNull();
});

it('is not told where it is not known, or there is nothing', () => {
  expect(foundStrength(found(null), { strength: 0.8 })).toBeNull();
  expect(foundStrength(null, { strength: 0.8 })).toBeNull();
});

import { describe, expect, it } from 'vitest';
import { clusterFixture, runFixture } from './run-fixture.ts';
import { centresOf, membersOf, periodOf } from './trajectory.ts';

/** A run whose iterates belong to clusters by letter; a dot for none. */
function runOf(pattern: string) {
  const iterates = [...pattern].map((_, k) => ({ id: 100 + k, step: k, residual: 1 / (k + 1) }));
  const clusters = ['a', 'b', 'c'].flatMap((letter, index) => {
    const members = iterates.filter((_, k) => pattern[k] === letter).map(({ id }) => id);
    return members.length > 0 ? [clusterFixture({ id: index + 1, iterates: members })] : [];
  });
  return runFixture({ iterates, clusters, plane: iterates.map(({ step }) => [step, 2 * step]) });
}

it('says which cluster an iterate belongs to', () => {
  expect(membersOf(runOf('..aba'))).toEqual([null, null, 1, 2, 1]);
});

it('does not count a mean of clusters as one that was found', () => {
  const run = runOf('ab');
  const mean = clusterFixture({ id: 9, kind: 'mean', iterates: [100, 101] });
  expect(membersOf({ ...run, clusters: [...run.clusters, mean] })).toEqual([1, 2]);
});

describe('period', () => {
  it.each([
    ['..abab', 2],
    ['abcabc', 3],
    ['.aaaa', 1],
    ['..ababa', 2],
    ['abba', null],
    ['abc', null],
    ['.ab.ab', null],
    ['....', null],
    ['', null],
  ])('of %j is %j', (pattern, period) => {
    expect(periodOf(runOf(pattern))).toBe(period);
  });
});

it('puts centres in the middle of their points', () => {
  expect(centresOf(runOf('.abab'))).toEqual(
    new Map([
      [1, [2, 4]],
      [2, [3, 6]],
    ]),
  );
});

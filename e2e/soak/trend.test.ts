import { describe, expect, it } from 'vitest';
import { growthOf, leaksOf, type Sample, slopePerHour } from './trend.ts';

function samplesOf(...handles: number[]): Sample[] {
  return handles.map((count, minute) => ({
    ...{
      minute,
      rounds: minute,
      temporaryFiles: 0,
      residentMiB: 100 + 2 * minute,
      privateMiB: 80,
      hostPrivateMiB: 50,
    },
    ...{ processes: 2, threads: 20, handles: count },
  }));
}

describe('leaks', () => {
  it('are what the second half never comes back from', () => {
    expect(leaksOf(samplesOf(40, 41, 43, 44))).toEqual([
      'handles grew from at most 41 to at least 43',
    ]);
  });

  it('are not what goes up and down, nor what cannot be told yet', () => {
    expect(leaksOf(samplesOf(40, 44, 41, 44))).toEqual([]);
    expect(leaksOf(samplesOf(40))).toEqual([]);
  });
});

describe('the slope of memory', () => {
  it('is in MiB an hour, after the warm-up', () => {
    const [first, ...rest] = samplesOf(1, 1, 1, 1, 1) as [Sample, ...Sample[]];
    const samples = [{ ...first, residentMiB: 900 }, ...rest];
    expect(slopePerHour(samples, ({ residentMiB }) => residentMiB)).toBe(120);
    expect(slopePerHour(samples, ({ privateMiB }) => privateMiB)).toBe(0);
  });

  it('is not made up of two moments', () => {
    expect(slopePerHour(samplesOf(1, 1, 1), ({ residentMiB }) => residentMiB)).toBeNull();
  });

  it('is a leak where it is steep for an hour, and nobody can tell sooner', () => {
    const growing = (minutes: number, by: number) =>
      samplesOf(...Array.from({ length: minutes }, () => 1)).map((sample) => ({
        ...sample,
        privateMiB: by * sample.minute,
      }));
    expect(growthOf(growing(70, 2))).toEqual(['private memory grows by 120 MiB an hour']);
    expect(growthOf(growing(70, 1))).toEqual([]);
    expect(growthOf(growing(30, 2))).toEqual([]);
  });
});

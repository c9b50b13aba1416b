import { describe, expect, test } from 'vitest';
import { Random } from '../sampling/random.ts';
import { findClusters } from './clusters.ts';

const noise = new Random(5);
const near = (x: number, y: number, spread = 0.02) =>
  Float32Array.of(x + spread * noise.normal(), y + spread * noise.normal());

const places = [
  [0, 0],
  [4, 0],
  [0, 5],
  [6, 6],
] as const;

describe('clusters', () => {
  test.each([2, 3, 4])('%i of them are found, with their period', (count) => {
    const trajectory = Array.from({ length: 30 }, (_, k) =>
      near(...(places[k % count] as [number, number])),
    );
    const outcome = findClusters(trajectory);
    expect(outcome).toMatchObject({ kind: 'oscillates', period: count, settledAt: 0 });
    if (outcome.kind !== 'oscillates') return;
    expect(outcome.clusters.length).toBe(count);
    for (const [index, { members, centre, spread }] of outcome.clusters.entries()) {
      expect(members).toEqual(
        Array.from({ length: 30 }, (_, k) => k).filter((k) => k % count === index),
      );
      expect(centre[0]).toBeCloseTo(places[index]?.[0] as number, 1);
      expect(spread).toBeLessThan(0.05);
    }
    const middle = places.slice(0, count).reduce((sum, [x]) => sum + x, 0) / count;
    expect(outcome.mean[0]).toBeCloseTo(middle, 1);
  });

  test('the way to them is left out', () => {
    const way = Array.from({ length: 7 }, (_, k) => near(20 - 2 * k, 15 - 2 * k));
    const rest = Array.from({ length: 23 }, (_, k) => near(...(places[k % 2] as [number, number])));
    expect(findClusters([...way, ...rest])).toMatchObject({
      kind: 'oscillates',
      settledAt: 7,
      period: 2,
    });
  });

  test('an order that does not recur has no period', () => {
    const random = new Random(3);
    const trajectory = Array.from({ length: 30 }, () =>
      near(...(places[random.below(2)] as [number, number])),
    );
    expect(findClusters(trajectory)).toMatchObject({ kind: 'oscillates', period: undefined });
  });
});

describe('what is no oscillation is not drawn as clusters', () => {
  test('a trajectory that comes to rest', () => {
    const trajectory = Array.from({ length: 30 }, (_, k) => Float32Array.of(3 + (-0.6) ** k, 1));
    const outcome = findClusters(trajectory);
    expect(outcome.kind).toBe('converged');
    expect(outcome.kind === 'converged' && outcome.mean[0]).toBeCloseTo(3, 4);
  });

  test('a trajectory that grows without bound', () => {
    const trajectory = Array.from({ length: 30 }, (_, k) => Float32Array.of((-1.5) ** k, 1));
    expect(findClusters(trajectory)).toEqual({ kind: 'diverged' });
  });

  test('a drift that returns nowhere', () => {
    const trajectory = Array.from({ length: 30 }, (_, k) => near(k, 0.5 * k));
    expect(findClusters(trajectory).kind).toBe('wanders');
  });

  test('a trajectory too short to tell', () => {
    expect(findClusters([near(0, 0), near(4, 0), near(0, 0)]).kind).toBe('wanders');
    expect(findClusters([near(1, 1)]).kind).toBe('converged');
  });
});

import { join } from 'node:path';
import { findClusters, type Outcome } from '../../engine/inversion/clusters.ts';
import { type Iterate, oscillate } from '../../engine/inversion/oscillation.ts';
import { distance, mean } from '../../engine/inversion/points.ts';
import type { Flow, Point } from '../../engine/sampling/flow.ts';
import { type Series, writePlot } from '../../plots/plot.ts';
import { type Claim, type Experiment, shown } from './claim.ts';
import { starts } from './toy.ts';

export const SIGMAS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** Level that is drawn. */
const DRAWN = 0.5;

/** Long enough that what is settling has settled. */
const ITERATIONS = 60;

/** The trajectory of one point or of a group, and what it came to. */
export async function invert(flow: Flow, inverted: readonly Point[], sigma: number) {
  const settings = { sigma, iterations: ITERATIONS, fineStep: 1 };
  const trajectory = await Array.fromAsync(oscillate(flow, inverted, settings));
  return { trajectory, outcome: findClusters(trajectory.map(({ z }) => z)) };
}

/** The toy of Figs 3 and 6: one point alone, and groups of two and three, on either flow. */
export const oscillation: Experiment = async ({ folder, flows }) => {
  const claims: Claim[] = [];
  for (const [name, flow] of Object.entries(flows)) {
    for (const [where, start] of Object.entries(starts)) {
      for (const m of [1, 2, 3]) {
        const group = Array.from({ length: m }, (_, i) => start(i));
        const outcomes: Outcome[] = [];
        for (const sigma of SIGMAS) {
          const { trajectory, outcome } = await invert(flow, group, sigma);
          outcomes.push(outcome);
          const path = join(folder, `${name}-${where.replace(' ', '-')}-m${m}`);
          if (sigma === DRAWN) draw(path, trajectory, outcome, group);
        }
        const of = `${name} flow, ${where}`;
        claims.push(m === 1 ? oscillates(outcomes, of) : periodic(outcomes, m, of));
        if (m === 2) claims.push(compact(outcomes, of));
      }
    }
  }
  return claims;
};

function oscillates(outcomes: readonly Outcome[], of: string): Claim {
  return {
    claim: `Fixed-point iteration oscillates instead of converging (section 3.2.2): ${of}`,
    measured: outcomes.map((outcome, i) => `σ ${SIGMAS[i]} ${inWords(outcome)}`).join(', '),
    holds: outcomes.every(({ kind }) => kind === 'oscillates'),
  };
}

function periodic(outcomes: readonly Outcome[], m: number, of: string): Claim {
  return {
    claim: `A group of ${m} has the period ${m} (Fig. 3): ${of}`,
    measured: outcomes.map((outcome, i) => `σ ${SIGMAS[i]} ${inWords(outcome)}`).join(', '),
    holds: outcomes.every((outcome) => outcome.kind === 'oscillates' && outcome.period === m),
  };
}

/** Theorem 2: points of a cluster are near each other beside the next cluster. */
function compact(outcomes: readonly Outcome[], of: string): Claim {
  const ratios = outcomes.flatMap((outcome) => {
    if (outcome.kind !== 'oscillates') return [];
    const { clusters } = outcome;
    const apart = clusters.flatMap((a, i) =>
      clusters.slice(i + 1).map((b) => distance(a.centre, b.centre)),
    );
    return [Math.max(...clusters.map(({ spread }) => spread)) / Math.min(...apart)];
  });
  return {
    claim: `Where a group of two oscillates, its clusters are compact (Theorem 2): ${of}`,
    measured:
      ratios.length === 0
        ? 'it oscillates at no level'
        : `spread over distance: ${ratios.map((ratio) => shown(ratio)).join(', ')}`,
    holds: ratios.length > 0 && ratios.every((ratio) => ratio < 0.25),
  };
}

function inWords(outcome: Outcome): string {
  if (outcome.kind !== 'oscillates') return outcome.kind;
  const { clusters, period } = outcome;
  return `${clusters.length} clusters, ${period ? `period ${period}` : 'no period'}`;
}

/** Rows (a), (b) and (c) of Fig. 3. */
function draw(
  path: string,
  trajectory: readonly Iterate[],
  outcome: Outcome,
  group: readonly Point[],
): void {
  const m = group.length;
  const xy = (point: Point) => [point[0] as number, point[1] as number] as const;
  const points = trajectory.map(({ z }) => z);
  const dots = (of: (iterate: Iterate) => Point): Series[] =>
    outcome.kind === 'oscillates'
      ? outcome.clusters.map(({ members }, i) => ({
          name: `cluster ${i}`,
          as: 'dots',
          points: members.map((k) => xy(of(trajectory[k] as Iterate))),
        }))
      : [];
  const plane = { x: 'x', y: 'y', isPlane: true };
  writePlot(`${path}-trajectory.svg`, {
    ...plane,
    title: `Trajectory, m = ${m}, σ ${DRAWN}: ${outcome.kind}`,
    series: [
      { name: 'z', as: 'line', points: points.map(xy) },
      ...dots(({ z }) => z),
      { name: 'inverted', as: 'dots', points: group.map(xy) },
    ],
  });
  writePlot(`${path}-predictions.svg`, {
    ...plane,
    title: `One-step predictions, m = ${m}, σ ${DRAWN}`,
    series: [
      { name: 'D(z)', as: 'line', points: trajectory.map(({ prediction }) => xy(prediction)) },
      ...dots(({ prediction }) => prediction),
    ],
  });
  const centre = mean(points.slice(-6));
  writePlot(`${path}-distance.svg`, {
    title: `Distance along the trajectory, m = ${m}, σ ${DRAWN}`,
    x: 'iterate',
    y: 'root mean square',
    series: [
      {
        name: 'from the start',
        as: 'marked line',
        points: points.map((z, k) => [k, distance(z, points[0] as Point)]),
      },
      {
        name: 'from the mean of the last six',
        as: 'marked line',
        points: points.map((z, k) => [k, distance(z, centre)]),
      },
    ],
  });
}

import { join } from 'node:path';
import { solveFixedPoint } from '../../engine/inversion/fixed-point.ts';
import { distance, mean } from '../../engine/inversion/points.ts';
import { type Flow, jump, type Point } from '../../engine/sampling/flow.ts';
import { writePlot } from '../../plots/plot.ts';
import { type Claim, type Experiment, shown } from './claim.ts';
import { invert, SIGMAS } from './oscillation.ts';
import { starts } from './toy.ts';

/** Theorem 2 and Fig. 7: the clusters' mean inverts in one step; and what does so exactly. */
export const meanOfClusters: Experiment = async ({ folder, flows }) => {
  const claims: Claim[] = [];
  for (const [name, flow] of Object.entries(flows)) {
    for (const [where, start] of Object.entries(starts)) {
      const rows = await residuals(flow, start(0));
      const of = `${name} flow, ${where}`;
      drawResiduals(join(folder, `${name}-${where.replace(' ', '-')}-mean.svg`), of, rows);
      claims.push(
        meanInverts(rows, of),
        andersonInverts(rows, of),
        await groupMean(flow, start, of),
      );
    }
  }
  return claims;
};

const NEVER = 'it oscillates at no level';

/** Distances of predictions from what was inverted, at a level. */
interface Residuals {
  readonly sigma: number;
  readonly oscillates: boolean;
  /** Of the mean of the clusters' centres; of the later half where there are none; of y if it diverged. */
  readonly ofMean: number;
  /** Median of the last 20 iterates. */
  readonly ofIterates: number;
  /** Of the relaxed iteration with Anderson acceleration. */
  readonly accelerated: number;
}

async function residuals(flow: Flow, y: Point): Promise<Residuals[]> {
  const rows: Residuals[] = [];
  for (const sigma of SIGMAS) {
    const { trajectory, outcome } = await invert(flow, [y], sigma);
    const settled = outcome.kind === 'diverged' ? y : outcome.mean;
    rows.push({
      sigma,
      oscillates: outcome.kind === 'oscillates',
      ofMean: distance(await predict(flow, settled, sigma), y),
      ofIterates: medianOf(trajectory.slice(-20)),
      accelerated: await exactResidual(flow, y, sigma),
    });
  }
  return rows;
}

function drawResiduals(path: string, of: string, rows: readonly Residuals[]): void {
  const curve = (name: string, value: (row: Residuals) => number) => ({
    name,
    as: 'marked line' as const,
    points: rows.map((row) => [row.sigma, Math.log10(Math.max(1e-8, value(row)))] as const),
  });
  writePlot(path, {
    title: `Residual of the one-step inversion: ${of}`,
    x: 'σ',
    y: 'log₁₀ of the distance of D(z) from y',
    series: [
      curve('mean of clusters', ({ ofMean }) => ofMean),
      curve('median iterate', ({ ofIterates }) => ofIterates),
      curve('Anderson', ({ accelerated }) => accelerated),
    ],
  });
}

function meanInverts(rows: readonly Residuals[], of: string): Claim {
  const found = rows.filter(({ oscillates }) => oscillates);
  const ratios = found.map((row) => row.ofMean / row.ofIterates);
  return {
    claim: `Where it oscillates, the clusters' mean inverts at least twice as well as the iterates (Theorem 2, Fig. 7): ${of}`,
    measured:
      found.length > 0
        ? `its residual over the iterates': ${found.map(({ sigma }, i) => `σ ${sigma} ${shown(ratios[i] as number, 2)}`).join(', ')}`
        : NEVER,
    holds: found.length > 0 && ratios.every((ratio) => ratio < 0.5),
  };
}

function andersonInverts(rows: readonly Residuals[], of: string): Claim {
  const worst = Math.max(...rows.map(({ accelerated }) => accelerated));
  return {
    claim: `The relaxed iteration with Anderson acceleration finds the exact one-step inversion: ${of}`,
    measured: `distance of D(z) from y at most ${worst.toExponential(1)} at ${rows.length} levels`,
    holds: worst < 1e-3,
  };
}

/** Whether the mean of a group's clusters is taken for the mean of what was inverted. */
async function groupMean(flow: Flow, start: (index: number) => Point, of: string): Promise<Claim> {
  const group = [start(0), start(1)];
  const apart = distance(group[0] as Point, group[1] as Point);
  const shares: number[] = [];
  for (const sigma of SIGMAS) {
    const { outcome } = await invert(flow, group, sigma);
    if (outcome.kind !== 'oscillates') continue;
    shares.push(distance(await predict(flow, outcome.mean, sigma), mean(group)) / apart);
  }
  return {
    claim: `The mean of a group's clusters is taken for the mean of its points (Theorem 2 for groups): ${of}`,
    measured:
      shares.length === 0
        ? NEVER
        : `off by ${shares.map((share) => shown(share, 2)).join(', ')} of their distance`,
    holds: shares.length > 0 && shares.every((share) => share < 0.05),
  };
}

async function exactResidual(flow: Flow, y: Point, sigma: number): Promise<number> {
  const settings = { sigma, iterations: 400, step: 0.5, memory: 3, tolerance: 1e-6 };
  const iterates = await Array.fromAsync(solveFixedPoint(flow, y, settings));
  return Math.min(...iterates.map(({ residual }) => residual));
}

async function predict(flow: Flow, z: Point, sigma: number): Promise<Point> {
  return jump(z, await flow.velocity(z, sigma), sigma);
}

function medianOf(iterates: readonly { residual: number }[]): number {
  const sorted = iterates.map(({ residual }) => residual).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

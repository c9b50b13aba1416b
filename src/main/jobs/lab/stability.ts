import { join } from 'node:path';
import { solveFixedPoint } from '../../engine/inversion/fixed-point.ts';
import { oscillate } from '../../engine/inversion/oscillation.ts';
import { type Flow, jump, type Point } from '../../engine/sampling/flow.ts';
import { mixtureFlow } from '../../engine/sampling/mixture-flow.ts';
import { Random } from '../../engine/sampling/random.ts';
import { writePlot } from '../../plots/plot.ts';
import { type Claim, type Experiment, shown } from './claim.ts';
import { SIGMAS } from './oscillation.ts';
import { starts } from './toy.ts';

/** Lemma 1, Theorem 1 and the closed forms of Gaussian data. */
export const stability: Experiment = async ({ folder, flows }) => [
  await lemma1(flows.exact),
  ...(await theorem1(folder, flows)),
  await eigenvalues(folder),
  await groupDifference(),
];

/** The exact velocity of a mixture against the mean of samples that noise has taken to the same place. */
async function lemma1(flow: Flow): Promise<Claim> {
  const sigma = 0.6;
  const z = Float32Array.of(0.5, 1.1);
  const random = new Random(5);
  const sums = { weight: 0, x: 0, y: 0 };
  // Weighted by how likely the noise is that takes a sample to z: (z − (1−σ)·x0)/σ.
  for (let i = 0; i < 400_000; i++) {
    const x = (random.below(2) ? 3 : -3) + 0.3 * random.normal();
    const y = (random.below(2) ? 3 : -3) + 0.3 * random.normal();
    const noise = [(z[0] as number) - (1 - sigma) * x, (z[1] as number) - (1 - sigma) * y];
    const weight = Math.exp(
      -((noise[0] as number) ** 2 + (noise[1] as number) ** 2) / (2 * sigma ** 2),
    );
    sums.weight += weight;
    sums.x += weight * x;
    sums.y += weight * y;
  }
  const found = jump(z, await flow.velocity(z, sigma), sigma);
  const apart = Math.hypot(
    (found[0] as number) - sums.x / sums.weight,
    (found[1] as number) - sums.y / sums.weight,
  );
  return {
    claim: 'Lemma 1 (velocity of a Gaussian mixture), rewritten for one sign convention, is right',
    measured: `D(z) is ${apart.toExponential(1)} from the mean of 400,000 weighted samples`,
    holds: apart < 0.02,
  };
}

/** Whether the iteration is unstable at its root: an eigenvalue of its Jacobian beyond 1. */
async function theorem1(folder: string, flows: Readonly<Record<string, Flow>>): Promise<Claim[]> {
  const curves: { name: string; points: [number, number][] }[] = [];
  for (const [flowName, flow] of Object.entries(flows)) {
    for (const [where, start] of Object.entries(starts)) {
      const points: [number, number][] = [];
      for (const sigma of SIGMAS) points.push([sigma, await radiusAtRoot(flow, start(0), sigma)]);
      curves.push({ name: `${flowName} flow, ${where}`, points });
    }
  }
  writePlot(join(folder, 'spectral-radius.svg'), {
    title: 'Spectral radius of the iteration at its exact root',
    x: 'σ',
    y: 'largest |eigenvalue| of J_f',
    series: curves.map(({ name, points }) => ({ name, points, as: 'marked line' })),
  });
  return curves.map(({ name, points }) => ({
    claim: `The iteration is unstable at its root (Theorem 1): ${name}`,
    measured: points.map(([sigma, radius]) => `σ ${sigma}: ${shown(radius, 2)}`).join(', '),
    holds: points.every(([, radius]) => radius > 1),
  }));
}

async function radiusAtRoot(flow: Flow, y: Point, sigma: number): Promise<number> {
  const settings = { sigma, iterations: 400, step: 0.5, memory: 3, tolerance: 1e-7 };
  const iterates = await Array.fromAsync(solveFixedPoint(flow, y, settings));
  const root = iterates.reduce((a, b) => (b.residual < a.residual ? b : a)).z;
  const h = 1e-2;
  const map = async (dx: number, dy: number) => {
    const z = Float32Array.of((root[0] as number) + dx, (root[1] as number) + dy);
    const d = jump(z, await flow.velocity(z, sigma), sigma);
    return [(z[0] as number) - (d[0] as number), (z[1] as number) - (d[1] as number)] as const;
  };
  const slope = async (dx: number, dy: number) => {
    const [plus, minus] = [await map(dx, dy), await map(-dx, -dy)];
    return [(plus[0] - minus[0]) / (2 * h), (plus[1] - minus[1]) / (2 * h)] as const;
  };
  const [a, c] = await slope(h, 0);
  const [b, d] = await slope(0, h);
  const [half, determinant] = [(a + d) / 2, a * d - b * c];
  const root2 = half * half - determinant;
  if (root2 < 0) return Math.sqrt(determinant);
  return Math.max(Math.abs(half + Math.sqrt(root2)), Math.abs(half - Math.sqrt(root2)));
}

const rho = (sigma: number, s: number) =>
  (sigma ** 2 - sigma * (1 - sigma) * s * s) / ((1 - sigma) ** 2 * s * s + sigma ** 2);

/** The closed form of the eigenvalue, and where it says that oscillation begins. */
async function eigenvalues(folder: string): Promise<Claim> {
  const deviations = [0.3, 1, 3, 10];
  const levels = Array.from({ length: 18 }, (_, i) => 0.05 * (i + 1));
  let worst = 0;
  for (const s of deviations) {
    for (const sigma of levels) {
      const flow = mixtureFlow([{ weight: 1, mean: [0], deviation: [s] }]);
      const settings = { sigma, iterations: 3, fineStep: 1 };
      const iterates = await Array.fromAsync(oscillate(flow, [Float32Array.of(0.9)], settings));
      const [a, b, c] = iterates.map(({ z }) => z[0] as number) as [number, number, number];
      worst = Math.max(worst, Math.abs(c - b - rho(sigma, s) * (b - a)));
    }
  }
  writePlot(join(folder, 'eigenvalues.svg'), {
    title: 'Eigenvalue ρ of the iteration along a direction of deviation s',
    x: 'σ',
    y: 'ρ (below −1 it does not settle)',
    series: [
      ...deviations.map((s) => ({
        name: `s = ${s}`,
        as: 'line' as const,
        points: levels.map((sigma) => [sigma, Math.max(-4, rho(sigma, s))] as const),
      })),
      {
        name: '−1',
        as: 'line',
        points: [
          [0.05, -1],
          [0.9, -1],
        ],
      },
    ],
  });
  return {
    claim: 'On Gaussian data every step is ρ times the one before',
    measured: `largest error of a step over ${deviations.length * levels.length} settings: ${worst.toExponential(1)}`,
    holds: worst < 1e-5,
  };
}

/** What a group of two carries over: its predictions differ by λ/(2 − λ) of what its pictures do. */
async function groupDifference(): Promise<Claim> {
  const [sigma, s] = [0.4, 5];
  const flow = mixtureFlow([{ weight: 1, mean: [0], deviation: [s] }]);
  const [a, b] = [Float32Array.of(1), Float32Array.of(-0.5)];
  const settings = { sigma, iterations: 200, fineStep: 1 };
  const iterates: Point[] = [];
  for await (const { prediction } of oscillate(flow, [a, b], settings)) iterates.push(prediction);
  const found = Math.abs((iterates.at(-1)?.[0] as number) - (iterates.at(-2)?.[0] as number));
  const lambda = 1 - rho(sigma, s);
  const expected = (lambda / (2 - lambda)) * 1.5;
  return {
    claim: 'Predictions of a group of two differ by λ/(2−λ) of what its pictures differ by',
    measured: `${shown(found, 4)} against ${shown(expected, 4)} at σ ${sigma}, s ${s}`,
    holds: Math.abs(found - expected) < 1e-4,
  };
}

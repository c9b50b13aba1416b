import {
  mixWithNoise,
  odeInversion,
  steppedFixedPoint,
} from '../src/main/engine/inversion/baselines.ts';
import { findClusters } from '../src/main/engine/inversion/clusters.ts';
import { solveFixedPoint } from '../src/main/engine/inversion/fixed-point.ts';
import { invertByLevels } from '../src/main/engine/inversion/levels.ts';
import { oscillate } from '../src/main/engine/inversion/oscillation.ts';
import type { SessionOptions } from '../src/main/engine/runtime/session.ts';
import { Sessions } from '../src/main/engine/runtime/sessions.ts';
import { finish } from '../src/main/engine/sampling/finish.ts';
import type { Flow, Point } from '../src/main/engine/sampling/flow.ts';
import { integrate } from '../src/main/engine/sampling/integrate.ts';
import { modelFlow } from '../src/main/engine/sampling/model-flow.ts';
import { Random } from '../src/main/engine/sampling/random.ts';
import { EMBEDDED_SETTINGS, embeddedModel } from '../src/main/jobs/embedded-model.ts';
import { psnr, ssim } from '../src/main/photo/quality.ts';
import { CountingExecutor } from './counting-executor.ts';
import { clip, readSquares } from './photos.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { mean, rounded } from './timing.ts';

const SIZE = 128;
const SIGMA = 0.5;

/** Evaluations that a method may use, inversion and way back together. */
const BUDGETS = [8, 16, 32];

/** Evaluations that every step of the stepped fixed point takes backwards. */
const REPEATS = 3;

/** Step of the relaxed iteration, below `2/λ_max` with the eigenvalues measured along edges. */
const RELAXED_STEP = 0.4;

interface ReconstructionRow {
  readonly method: string;
  /** Evaluations of the flow for a picture. */
  readonly evaluations: number;
  readonly psnr: number;
  readonly ssim: number;
  readonly ms: number;
}

/** Inverts a picture to σ = 0.5 and back with a number of evaluations. */
type Method = (flow: Flow, y: Point, budget: number) => Promise<Point>;

const methods: Readonly<Record<string, Method>> = {
  async 'oinv-mean'(flow, y, budget) {
    const settings = { ...EMBEDDED_SETTINGS, sigma: SIGMA, iterations: budget - 1 };
    const iterates = await Array.fromAsync(oscillate(flow, [y], settings));
    const outcome = findClusters(iterates.map(({ z }) => z));
    if (outcome.kind === 'diverged') return y.map(() => Number.NaN);
    return finish(flow, outcome.mean, SIGMA, 0);
  },
  'oinv-relaxed': (flow, y, budget) => fixedPoint(flow, y, budget, 0),
  'oinv-anderson': (flow, y, budget) => fixedPoint(flow, y, budget, 5),
  async 'oinv-levels'(flow, y, budget) {
    const steps = (budget - 2) / 2;
    const z = await invertByLevels(flow, y, { sigma: SIGMA, steps });
    return integrate(flow, z, { from: SIGMA, to: 0, steps, order: 1 });
  },
  async ode(flow, y, budget) {
    const steps = budget / 2;
    const z = await odeInversion(flow, y, { sigma: SIGMA, steps }, 1);
    return integrate(flow, z, { from: SIGMA, to: 0, steps, order: 1 });
  },
  async 'ode-midpoint'(flow, y, budget) {
    const steps = budget / 4;
    const z = await odeInversion(flow, y, { sigma: SIGMA, steps }, 2);
    return integrate(flow, z, { from: SIGMA, to: 0, steps, order: 2 });
  },
  async 'stepped-fixed-point'(flow, y, budget) {
    const steps = budget / (REPEATS + 1);
    const z = await steppedFixedPoint(flow, y, { sigma: SIGMA, steps }, REPEATS);
    return integrate(flow, z, { from: SIGMA, to: 0, steps, order: 1 });
  },
  'noise-mixing': (flow, y, steps) =>
    integrate(flow, mixWithNoise(y, SIGMA, new Random(1)), { from: SIGMA, to: 0, steps, order: 1 }),
};

/** How well photos come back from σ = 0.5, by every method at several budgets. */
export async function benchReconstruction(
  options: SessionOptions,
  photoFolder: string,
  modelFolder?: string,
): Promise<SuiteResult<ReconstructionRow>> {
  const pictures = await readSquares(photoFolder, SIZE);
  const sessions = new Sessions({ ...options, memoryBudgetBytes: Number.POSITIVE_INFINITY });
  const executor = new CountingExecutor(sessions);
  const flow = modelFlow(embeddedModel({ width: SIZE, height: SIZE }, modelFolder), executor);
  const rows: ReconstructionRow[] = [];
  for (const budget of BUDGETS) {
    for (const [method, reconstruct] of Object.entries(methods)) {
      process.stderr.write(`${method}, ${budget} evaluations\n`);
      const start = { runs: executor.runs, time: performance.now() };
      const results: Point[] = [];
      for (const picture of pictures) {
        results.push((await reconstruct(flow, picture, budget)).map(clip));
      }
      const each = (total: number) => total / pictures.length;
      const over = (quality: (result: Point, picture: Point) => number) =>
        mean(pictures.map((picture, i) => quality(results[i] as Point, picture)));
      rows.push({
        method,
        evaluations: rounded(each(executor.runs - start.runs)),
        psnr: rounded(over(psnr), 4),
        ssim: rounded(over((result, picture) => ssim(result, picture, SIZE, SIZE))),
        ms: rounded(each(performance.now() - start.time)),
      });
    }
  }
  await sessions.release();
  return { suite: 'reconstruction', machine: thisMachine(), rows };
}

/** The prediction of the last iterate of the exact fixed point's iteration. */
async function fixedPoint(flow: Flow, y: Point, iterations: number, memory: number) {
  const settings = { sigma: SIGMA, iterations, step: RELAXED_STEP, memory, tolerance: 1e-4 };
  const iterates = await Array.fromAsync(solveFixedPoint(flow, y, settings));
  // The nearest: an acceleration may overshoot at its last step.
  return iterates.reduce((a, b) => (b.residual < a.residual ? b : a)).prediction;
}

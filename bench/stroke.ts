import {
  mixWithNoise,
  odeInversion,
  steppedFixedPoint,
} from '../src/main/engine/inversion/baselines.ts';
import { InversionError } from '../src/main/engine/inversion/settings.ts';
import type { SessionOptions } from '../src/main/engine/runtime/session.ts';
import { type Executor, Sessions } from '../src/main/engine/runtime/sessions.ts';
import type { Flow, Point } from '../src/main/engine/sampling/flow.ts';
import type { FlowModel } from '../src/main/engine/sampling/flow-model.ts';
import { integrate, type Path } from '../src/main/engine/sampling/integrate.ts';
import { modelFlow } from '../src/main/engine/sampling/model-flow.ts';
import { Random } from '../src/main/engine/sampling/random.ts';
import { EMBEDDED_SETTINGS, embeddedModel } from '../src/main/jobs/embedded-model.ts';
import {
  DEFAULT_SIGMAS,
  EXPLORE_DEFAULTS,
  type ExploreSettings,
  explore,
} from '../src/main/jobs/explore.ts';
import type { Stage } from '../src/main/jobs/stages.ts';
import { type SmallEdit, TRANSFER_DEFAULTS } from '../src/main/photo/edit-map.ts';
import type { Planes } from '../src/main/photo/planes.ts';
import { psnr, ssim } from '../src/main/photo/quality.ts';
import { appraiseEdit, gainFor, smallMap } from '../src/main/photo/strength.ts';
import { CountingExecutor } from './counting-executor.ts';
import { readSquares } from './photos.ts';
import { relightingKinds, relightingTask } from './stroke-tasks/relightings.ts';
import { sceneTasks } from './stroke-tasks/scenes.ts';
import type { StrokeTask } from './stroke-tasks/stroke-task.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { mean, rounded } from './timing.ts';

const SIZE = 128;

/** Noise level of the baselines, and steps one way. */
const BASELINE = { sigma: 0.5, steps: 8 };

interface StrokeRow {
  readonly method: string;
  /** Mean over all tasks. */
  readonly psnr: number;
  readonly ssim: number;
  /** Runs of the model for a task; those of training and refining go forwards and back. */
  readonly evaluations: number;
  readonly ms: number;
  /** Tasks in which it found nothing to choose from, and left the photo as it was. */
  readonly failed: number;
  /** Mean PSNR by kind of task. */
  readonly kinds: Readonly<Record<string, number>>;
}

interface Subject {
  readonly task: StrokeTask;
  readonly model: FlowModel;
  readonly executor: Executor;
  readonly flow: Flow;
}

/** An edit, as a picture that it starts from and one that it leads to. */
type Pair = Pick<SmallEdit, 'before' | 'after'>;

type Method = (subject: Subject) => Promise<Pair>;

const methods: Readonly<Record<string, Method>> = {
  'oinv-single': oinv({ mode: 'single' }),
  'oinv-group': oinv({ mode: 'group' }),
  'oinv-finetuned': oinv({ mode: 'finetune' }),
  'oinv-finetuned-low-rank': oinv({ mode: 'finetune', rank: 8 }),
  'oinv-refined': oinv({ mode: 'group', refine: 15 }),
  'oinv-mean-refined': oinv({ mode: 'group', cluster: 'mean', refine: 15 }),
  ode: baseline(1, (flow, y) => odeInversion(flow, y, BASELINE, 1)),
  'ode-midpoint': baseline(2, (flow, y) =>
    odeInversion(flow, y, { ...BASELINE, steps: BASELINE.steps / 2 }, 2),
  ),
  'stepped-fixed-point': baseline(1, (flow, y) =>
    steppedFixedPoint(flow, y, { ...BASELINE, steps: BASELINE.steps / 2 }, 3),
  ),
  'noise-mixing': baseline(1, (_flow, y) =>
    Promise.resolve(mixWithNoise(y, BASELINE.sigma, new Random(1))),
  ),
  /** No model at all: the strokes themselves, carried over by the same local fit. */
  strokes: ({ task: { photo, painted } }) => Promise.resolve({ before: photo, after: painted }),
  untouched: ({ task: { photo } }) => Promise.resolve({ before: photo, after: photo }),
};

/**
 * Edits from rough strokes whose right answer is known: photos under another light or with another
 * colour, and path-traced scenes. What every method finds is carried to the photo in the same way.
 */
export async function benchStroke(
  options: SessionOptions,
  photoFolder: string,
  modelFolder?: string,
): Promise<SuiteResult<StrokeRow>> {
  const photos = await readSquares(photoFolder, SIZE);
  const tasks = photos.map((data, i) =>
    relightingTask(
      relightingKinds[i % relightingKinds.length] as string,
      { width: SIZE, height: SIZE, data },
      new Random(i),
    ),
  );
  tasks.push(...(await sceneTasks(SIZE)));
  const sessions = new Sessions({ ...options, memoryBudgetBytes: Number.POSITIVE_INFINITY });
  const executor = new CountingExecutor(sessions);
  const model = embeddedModel({ width: SIZE, height: SIZE }, modelFolder);
  const flow = modelFlow(model, executor);
  const rows: StrokeRow[] = [];
  for (const [name, method] of Object.entries(methods)) {
    process.stderr.write(`${name}, ${tasks.length} tasks\n`);
    executor.runs = 0;
    let ms = 0;
    let failed = 0;
    const results: { kind: string; psnr: number; ssim: number }[] = [];
    for (const task of tasks) {
      const start = performance.now();
      const edit = await method({ task, model, executor, flow }).catch((error: unknown) => {
        if (!(error instanceof InversionError)) throw error;
        failed++;
        return { before: task.photo, after: task.photo };
      });
      const result = carried(task, edit);
      ms += performance.now() - start;
      results.push({
        kind: task.kind,
        psnr: psnr(result, task.truth.data),
        ssim: ssim(result, task.truth.data, SIZE, SIZE),
      });
    }
    const kinds = Object.groupBy(results, ({ kind }) => kind);
    rows.push({
      method: name,
      psnr: rounded(mean(results.map((one) => one.psnr)), 4),
      ssim: rounded(mean(results.map((one) => one.ssim)), 4),
      evaluations: rounded(executor.runs / tasks.length),
      ms: rounded(ms / tasks.length),
      failed,
      kinds: Object.fromEntries(
        Object.entries(kinds).map(([kind, ones = []]) => [
          kind,
          rounded(mean(ones.map((one) => one.psnr)), 4),
        ]),
      ),
    });
  }
  await sessions.release();
  return { suite: 'stroke', machine: thisMachine(), rows };
}

function oinv(variant: Partial<ExploreSettings>): Method {
  const { mode } = { ...EXPLORE_DEFAULTS, ...variant };
  const sigma = DEFAULT_SIGMAS[mode];
  const settings = { ...EMBEDDED_SETTINGS, ...EXPLORE_DEFAULTS, sigma, ...variant };
  const stage: Stage = (_name, work) => work();
  const ignore = () => undefined;
  const { signal } = new AbortController();
  return async ({ task, model, executor }) => {
    const subject = { ...task, others: [] };
    const found = await explore(model, executor, subject, settings, stage, ignore, signal);
    return found.chosen;
  };
}

/**
 * The photo and the painted photo inverted by another method and sampled back, in as many evaluations:
 * what the method loses of either is no part of the edit, as in a group.
 */
function baseline(order: Path['order'], invert: (flow: Flow, y: Point) => Promise<Point>): Method {
  return async ({ task: { photo, painted }, flow }) => {
    const steps = BASELINE.steps / order;
    const backAgain = async ({ data: y }: Planes): Promise<Planes> => {
      const z = await invert(flow, y);
      const data = await integrate(flow, z, { from: BASELINE.sigma, to: 0, steps, order });
      return { ...photo, data };
    };
    return { before: await backAgain(photo), after: await backAgain(painted) };
  };
}

/** What an edit makes of the photo, as strong as edits are unless told. */
function carried(task: StrokeTask, pair: Pair): Point {
  const map = smallMap(task, { ...pair, gain: 1 }, TRANSFER_DEFAULTS);
  const gain = gainFor(task, map, EXPLORE_DEFAULTS.strength);
  return appraiseEdit(task, { ...map, gain }).edited.data;
}

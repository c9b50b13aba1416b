import { add, div, mul, sqrt, sub } from '../src/main/engine/graph/ops/index.ts';
import { sizeOf } from '../src/main/engine/graph/tensor-type.ts';
import { input, parameterName, scalar, type Value } from '../src/main/engine/graph/value.ts';
import { compile } from '../src/main/engine/runtime/program.ts';
import { Session, type SessionOptions } from '../src/main/engine/runtime/session.ts';
import { float32, type Tensors } from '../src/main/engine/runtime/tensor.ts';
import { AdamW } from '../src/main/engine/train/optimiser.ts';
import { buildSubject, randomWeights } from './flux-subject.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { median, milliseconds, rounded } from './timing.ts';

interface OptimiserRow {
  readonly of: 'all' | 'attention';
  readonly parameters: number;
  /** An AdamW step in place, beside the graph: what is used. */
  readonly besideMs: number;
  /** The same step as a graph. */
  readonly graphMs: number;
  /** Median of graph over beside, pair by pair. */
  readonly ratio: number;
}

const ROUNDS = 31;
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** AdamW steps beside the graph and in one. */
export async function benchOptimiser(options: SessionOptions): Promise<SuiteResult<OptimiserRow>> {
  const { parameters, attention } = buildSubject(256);
  const rows: OptimiserRow[] = [];
  for (const [of, trained] of [
    ['all', parameters],
    ['attention', attention],
  ] as const) {
    const values = new Map(
      [...randomWeights(trained)].map(([key, data]) => [parameterName(key), data]),
    );
    const gradients = Object.fromEntries(values);
    const adam = { beta1: BETA1, beta2: BETA2, epsilon: EPSILON, weightDecay: 0 };
    const beside = new AdamW(
      new Map([...values].map(([name, data]) => [name, data.slice()])),
      adam,
    );
    const { session, feeds } = await openGraphStep(values, options);
    const into = await session.run(feeds);
    const pairs: { besideMs: number; graphMs: number }[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const besideMs = await milliseconds(async () => beside.step(gradients, 1e-3));
      pairs.push({ besideMs, graphMs: await milliseconds(() => session.run(feeds, into)) });
    }
    await session.release();
    rows.push({
      of,
      parameters: trained.reduce((total, { shape }) => total + sizeOf(shape), 0),
      besideMs: rounded(median(pairs.map(({ besideMs }) => besideMs))),
      graphMs: rounded(median(pairs.map(({ graphMs }) => graphMs))),
      ratio: rounded(median(pairs.map(({ besideMs, graphMs }) => graphMs / besideMs))),
    });
  }
  return { suite: 'optimiser', machine: thisMachine(), rows };
}

async function openGraphStep(
  values: ReadonlyMap<string, Float32Array<ArrayBuffer>>,
  options: SessionOptions,
): Promise<{ session: Session; feeds: Tensors }> {
  const outputs: Record<string, Value> = {};
  const feeds: Record<string, ReturnType<typeof float32>> = { rate: float32([1e-3], []) };
  const rate = input('rate', { dtype: 'float32', shape: [] });
  for (const [name, data] of values) {
    const shape = [data.length];
    const named = (what: string) => {
      feeds[`${name}.${what}`] = float32(data, shape);
      return input(`${name}.${what}`, { dtype: 'float32', shape });
    };
    const [value, gradient, first, second] = ['value', 'gradient', 'first', 'second'].map(
      named,
    ) as [Value, Value, Value, Value];
    const m = add(first, mul(sub(gradient, first), scalar(1 - BETA1)));
    const v = add(mul(second, scalar(BETA2)), mul(mul(gradient, gradient), scalar(1 - BETA2)));
    outputs[`${name}.m`] = m;
    outputs[`${name}.v`] = v;
    outputs[`${name}.next`] = sub(value, div(mul(m, rate), add(sqrt(v), scalar(EPSILON))));
  }
  return { session: await Session.open(compile(outputs), options), feeds };
}

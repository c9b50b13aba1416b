import { concat, reshape, silu } from '../../engine/graph/ops/index.ts';
import { input, parameterName, type Value } from '../../engine/graph/value.ts';
import { linear } from '../../engine/nn/linear.ts';
import { Parameters } from '../../engine/nn/parameters.ts';
import { compile } from '../../engine/runtime/program.ts';
import type { SessionOptions } from '../../engine/runtime/session.ts';
import type { Executor } from '../../engine/runtime/sessions.ts';
import { float32, float32Data, type Tensor } from '../../engine/runtime/tensor.ts';
import type { Flow, Point } from '../../engine/sampling/flow.ts';
import { mixtureFlow } from '../../engine/sampling/mixture-flow.ts';
import { Random } from '../../engine/sampling/random.ts';
import { initialWeights } from '../../engine/train/initial-weights.ts';
import { Trainer } from '../../engine/train/trainer.ts';

/** Four small modes of the plane, which noise around the origin flows to (the paper's Fig. 6). */
const MODES = [
  [3, 3],
  [-3, 3],
  [-3, -3],
  [3, -3],
] as const;

/** Standard deviation of a mode in both directions. */
const DEVIATION = 0.3;

/** Points to invert, by where they lie: where the data are certain of their mode, and where not. */
export const starts: Readonly<Record<string, (index: number) => Point>> = {
  'near modes': (index) => {
    const [x, y] = MODES[index % MODES.length] as readonly [number, number];
    return Float32Array.of(x - 0.3, y + 0.2);
  },
  'between modes': (index) => {
    const angle = 0.6 + 2 * index;
    return Float32Array.of(0.6 * Math.cos(angle), 0.6 * Math.sin(angle));
  },
};

export function exactToyFlow(): Flow {
  return mixtureFlow(
    MODES.map((mean) => ({ weight: 1 / MODES.length, mean, deviation: [DEVIATION, DEVIATION] })),
  );
}

const WIDTH = 96;
const STEPS = 4000;
const BATCH = 256;

/** The velocity `[n, 2]` by a network of three hidden layers. */
function network(weights: Parameters, z: Value, sigma: Value): Value {
  const level = reshape(sigma, [sigma.shape[0] ?? 0, 1]);
  let hidden = concat([z, level], 1);
  for (const name of ['first', 'second', 'third']) {
    hidden = silu(linear(weights, name, hidden, { out: WIDTH }));
  }
  return linear(weights, 'last', hidden, { out: 2 });
}

/** A flow of the same data that knows it from samples alone, trained here in some seconds. */
export async function trainToyFlow(executor: Executor, options: SessionOptions): Promise<Flow> {
  const trainer = new Trainer(
    {
      velocity: network,
      initial: (parameters) => initialWeights(parameters, 1),
      batches: [{ shape: [BATCH, 2], share: 1 }],
      data: (step) => samples(new Random(1, step)),
    },
    {
      seed: 1,
      learningRate: { peak: 4e-3, warmup: 50, steps: STEPS, cooldown: 0.5 },
      adam: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0 },
      clipNorm: 1,
      averaging: 0.99,
    },
    options,
  );
  try {
    for (let step = 0; step < STEPS; step++) await trainer.step();
  } finally {
    await trainer.release();
  }

  const weights = new Parameters();
  const z = input('z', { dtype: 'float32', shape: [1, 2] });
  const sigma = input('sigma', { dtype: 'float32', shape: [1] });
  const program = compile({ velocity: network(weights, z, sigma) });
  const fed = Object.fromEntries(
    [...weights].map((weight) => {
      const name = parameterName(weight);
      return [name, float32(trainer.averages.get(name) as Point, weight.shape)];
    }),
  );
  return {
    shape: [2],
    async velocity(at, level, signal) {
      const feeds = { ...fed, z: float32(at, [1, 2]), sigma: float32([level], [1]) };
      const { velocity } = await executor.run(program, feeds, signal);
      return float32Data(velocity as Tensor);
    },
  };
}

function samples(random: Random): Point {
  const values = random.normals(2 * BATCH, DEVIATION);
  for (let i = 0; i < BATCH; i++) {
    const [x, y] = MODES[random.below(MODES.length)] as readonly [number, number];
    values[2 * i] = (values[2 * i] as number) + x;
    values[2 * i + 1] = (values[2 * i + 1] as number) + y;
  }
  return values;
}

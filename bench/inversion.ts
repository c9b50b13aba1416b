import { oscillate } from '../src/main/engine/inversion/oscillation.ts';
import type { SessionOptions } from '../src/main/engine/runtime/session.ts';
import { Sessions } from '../src/main/engine/runtime/sessions.ts';
import { modelFlow } from '../src/main/engine/sampling/model-flow.ts';
import { Random } from '../src/main/engine/sampling/random.ts';
import { EMBEDDED_SETTINGS, embeddedModel } from '../src/main/jobs/embedded-model.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { median, milliseconds, rounded } from './timing.ts';

interface InversionRow {
  readonly size: number;
  readonly iterations: number;
  /** Of an oscillation inversion. */
  readonly totalMs: number;
  /** Of as many bare evaluations of the model, in turn with it. */
  readonly bareMs: number;
  /** What the inversion takes beyond its evaluations, over them; the median of the rounds. */
  readonly overhead: number;
}

const SIZES = [128, 256];
const ROUNDS = 7;

/** What oscillation inversion costs beyond the evaluations that it consists of. */
export async function benchInversion(options: SessionOptions): Promise<SuiteResult<InversionRow>> {
  const rows: InversionRow[] = [];
  for (const size of SIZES) rows.push(await measure(size, options));
  return { suite: 'inversion', machine: thisMachine(), rows };
}

async function measure(size: number, options: SessionOptions): Promise<InversionRow> {
  const sessions = new Sessions({ ...options, memoryBudgetBytes: Number.POSITIVE_INFINITY });
  const flow = modelFlow(embeddedModel({ width: size, height: size }), sessions);
  const picture = new Random(1).normals(3 * size * size, 0.3);
  const { sigma, iterations } = EMBEDDED_SETTINGS;
  const bare = async () => {
    for (let i = 0; i < iterations; i++) await flow.velocity(picture, sigma);
  };
  const invert = () => Array.fromAsync(oscillate(flow, [picture], EMBEDDED_SETTINGS));
  await flow.velocity(picture, sigma);
  const rounds: { total: number; alone: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const alone = await milliseconds(bare);
    rounds.push({ alone, total: await milliseconds(invert) });
  }
  await sessions.release();
  return {
    size,
    iterations,
    totalMs: rounded(median(rounds.map(({ total }) => total))),
    bareMs: rounded(median(rounds.map(({ alone }) => alone))),
    overhead: rounded(median(rounds.map(({ total, alone }) => total / alone - 1))),
  };
}

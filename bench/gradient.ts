import { gradients } from '../src/main/engine/autodiff/gradients.ts';
import { countFlops } from '../src/main/engine/graph/flops.ts';
import { meanAll, mul, sub } from '../src/main/engine/graph/ops/index.ts';
import { sizeOf } from '../src/main/engine/graph/tensor-type.ts';
import {
  input,
  type Parameter,
  parameterName,
  type Value,
} from '../src/main/engine/graph/value.ts';
import { compile } from '../src/main/engine/runtime/program.ts';
import { Session, type SessionOptions } from '../src/main/engine/runtime/session.ts';
import { float32, type Tensors } from '../src/main/engine/runtime/tensor.ts';
import type { SafetensorsFile } from '../src/main/engine/weights/safetensors.ts';
import { buildSubject, type FluxSubject, randomWeights, withWeightsFile } from './flux-subject.ts';
import { openMatmulRate } from './matmul-rate.ts';
import { type Rate, type Round, rateOf } from './rate.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { median, milliseconds, rounded } from './timing.ts';

interface GradientRow extends Rate {
  readonly of: 'all' | 'attention';
  readonly tokens: number;
  /** Number of parameters that a gradient is computed for. */
  readonly parameters: number;
  /** Its time over that of one forward pass, measured beside it. */
  readonly forwards: number;
}

const ROUNDS = 30;

/** Loss and gradients, of all parameters and of the attention's alone, at 256 and 1024 image tokens. */
export async function benchGradient(options: SessionOptions): Promise<SuiteResult<GradientRow>> {
  const rows: GradientRow[] = [];
  for (const tokens of [256, 1024]) {
    const subject = buildSubject(tokens);
    await withWeightsFile(subject.parameters, async (file) => {
      rows.push(
        { of: 'all', tokens, ...(await measure(subject, subject.parameters, file, options)) },
        { of: 'attention', tokens, ...(await measure(subject, subject.attention, file, options)) },
      );
    });
  }
  return { suite: 'gradient', machine: thisMachine(), rows };
}

async function measure(
  subject: FluxSubject,
  trained: readonly Parameter[],
  file: SafetensorsFile,
  options: SessionOptions,
): Promise<Omit<GradientRow, 'of' | 'tokens'>> {
  const { outputs, parameters } = subject;
  const { velocity } = outputs;
  const target = input('target', velocity);
  const difference = sub(velocity, target);
  const loss = meanAll(mul(difference, difference));
  const wanted = gradients(loss, trained);
  const named: Record<string, Value> = { loss };
  for (const [index, gradient] of wanted.entries()) named[`gradient.${index}`] = gradient;
  const fed = new Set(trained);

  const weights = { file, parameters };
  const backward = await Session.open(compile(named, weights, { fed }), options);
  const forward = await Session.open(compile({ velocity }, weights), options);
  const matmulRate = await openMatmulRate(options);
  const feeds: Tensors = {
    ...subject.feeds,
    target: float32(new Float32Array(sizeOf(velocity.shape)), velocity.shape),
    ...Object.fromEntries(
      [...randomWeights(trained)].map(([parameter, values]) => [
        parameterName(parameter),
        float32(values, parameter.shape),
      ]),
    ),
  };

  const gigaflop = countFlops(Object.values(named)) / 1e9;
  const rounds: (Round & { forwards: number })[] = [];
  // As a training loop does it: the gradients are written to the same memory every time.
  const into = await backward.run(feeds);
  await forward.run(subject.feeds);
  for (let i = 0; i < ROUNDS; i++) {
    const matmulGflops = await matmulRate.measure();
    const forwardMs = await milliseconds(() => forward.run(subject.feeds));
    const ms = await milliseconds(() => backward.run(feeds, into));
    rounds.push({ ms, forwards: ms / forwardMs, matmulGflops });
  }
  await backward.release();
  await forward.release();
  await matmulRate.release();
  return {
    parameters: trained.reduce((total, { shape }) => total + sizeOf(shape), 0),
    ...rateOf(rounds, gigaflop),
    forwards: rounded(median(rounds.map(({ forwards }) => forwards))),
  };
}

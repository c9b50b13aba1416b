import { countFlops } from '../src/main/engine/graph/flops.ts';
import { sizeOf } from '../src/main/engine/graph/tensor-type.ts';
import { compile } from '../src/main/engine/runtime/program.ts';
import { Session, type SessionOptions } from '../src/main/engine/runtime/session.ts';
import { buildSubject, withWeightsFile } from './flux-subject.ts';
import { openMatmulRate } from './matmul-rate.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { median, milliseconds, rounded } from './timing.ts';

interface NfeRow {
  readonly tokens: number;
  readonly parameters: number;
  readonly ms: number;
  readonly gflops: number;
  readonly matmulGflops: number;
  /** Share of the machine's own MatMul rate, measured beside it. */
  readonly share: number;
}

const ROUNDS = 30;

/** One velocity evaluation, at 256 and 1024 image tokens. */
export async function benchNfe(options: SessionOptions): Promise<SuiteResult<NfeRow>> {
  const rows: NfeRow[] = [];
  for (const tokens of [256, 1024]) rows.push(await measure(tokens, options));
  return { suite: 'nfe', machine: thisMachine(), rows };
}

function measure(tokens: number, options: SessionOptions): Promise<NfeRow> {
  const { outputs, parameters, feeds } = buildSubject(tokens);
  return withWeightsFile(parameters, async (file) => {
    const program = compile({ velocity: outputs.velocity }, { file, parameters });
    const session = await Session.open(program, options);
    const matmulRate = await openMatmulRate(options);
    const gigaflop = countFlops([outputs.velocity]) / 1e9;
    const rounds: { ms: number; matmul: number }[] = [];
    await session.run(feeds);
    for (let i = 0; i < ROUNDS; i++) {
      const matmul = await matmulRate.measure();
      rounds.push({ matmul, ms: await milliseconds(() => session.run(feeds)) });
    }
    await session.release();
    await matmulRate.release();
    const rate = (ms: number) => (1000 * gigaflop) / ms;
    return {
      tokens,
      parameters: parameters.reduce((total, { shape }) => total + sizeOf(shape), 0),
      ms: rounded(median(rounds.map(({ ms }) => ms))),
      gflops: rounded(median(rounds.map(({ ms }) => rate(ms)))),
      matmulGflops: rounded(median(rounds.map(({ matmul }) => matmul))),
      share: rounded(median(rounds.map(({ ms, matmul }) => rate(ms) / matmul))),
    };
  });
}

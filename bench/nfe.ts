import { countFlops } from '../src/main/engine/graph/flops.ts';
import { sizeOf } from '../src/main/engine/graph/tensor-type.ts';
import { compile } from '../src/main/engine/runtime/program.ts';
import { Session, type SessionOptions } from '../src/main/engine/runtime/session.ts';
import { buildSubject, withWeightsFile } from './flux-subject.ts';
import { openMatmulRate } from './matmul-rate.ts';
import { type Rate, type Round, rateOf } from './rate.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { milliseconds } from './timing.ts';

interface NfeRow extends Rate {
  readonly tokens: number;
  readonly parameters: number;
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
    const rounds: Round[] = [];
    await session.run(feeds);
    for (let i = 0; i < ROUNDS; i++) {
      const matmulGflops = await matmulRate.measure();
      rounds.push({ matmulGflops, ms: await milliseconds(() => session.run(feeds)) });
    }
    await session.release();
    await matmulRate.release();
    return {
      tokens,
      parameters: parameters.reduce((total, { shape }) => total + sizeOf(shape), 0),
      ...rateOf(rounds, gigaflop),
    };
  });
}

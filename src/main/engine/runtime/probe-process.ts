/** Runs a small product on the provider named as argument and answers its parent, which ends it. */
import { matmul } from '../graph/ops/index.ts';
import { constant, input } from '../graph/value.ts';
import { tellParent } from './parent.ts';
import { compile } from './program.ts';
import { isProvider, type ProviderProbe } from './providers.ts';
import { Session } from './session.ts';
import { EngineError, float32, float32Data } from './tensor.ts';

const SIZE = 32;

async function tryProvider(name: string): Promise<ProviderProbe> {
  if (!isProvider(name)) throw new EngineError(`no provider is named ${name}`);
  try {
    const x = input('x', { dtype: 'float32', shape: [SIZE, SIZE] });
    const twos = constant(new Float32Array(SIZE * SIZE).fill(2), [SIZE, SIZE]);
    const session = await Session.open(compile({ y: matmul(x, twos) }), {
      provider: name,
      threads: 1,
    });
    const ones = float32(new Float32Array(SIZE * SIZE).fill(1), [SIZE, SIZE]);
    const { y } = await session.run({ x: ones });
    const right = y !== undefined && float32Data(y).every((value) => value === 2 * SIZE);
    const detail = right ? 'computes' : 'computes a product wrongly';
    return { provider: name, available: right, detail };
  } catch (error) {
    return { provider: name, available: false, detail: inWords((error as Error).message) };
  }
}

/** What the runtime's messages about missing drivers and libraries mean. */
function inWords(message: string): string {
  if (/RequestAdapter/.test(message)) return 'no graphics adapter was found';
  const [first = message] = message.split('\n');
  return /load (shared )?library/i.test(message)
    ? `its libraries are not installed, or do not fit (README, "FLUX, and GPUs"): ${first}`
    : first;
}

tellParent(await tryProvider(process.argv[2] ?? ''));

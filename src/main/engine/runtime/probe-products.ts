import { matmul } from '../graph/ops/index.ts';
import { constant, input } from '../graph/value.ts';
import type { HalfType, ProductType } from '../onnx/products.ts';
import { compile } from './program.ts';
import type { Provider } from './providers.ts';
import { Session } from './session.ts';
import { float32, float32Data } from './tensor.ts';

/** Types of 16 bits, the one that has the range of float32 first. */
const HALF_TYPES: readonly HalfType[] = ['bfloat16', 'float16'];

/** Longest row of a product in FLUX, about. */
const LENGTH = 16_384;
const COLUMNS = 32;

/**
 * Whether a provider multiplies rightly in a type. The sum goes beyond the largest float16 and comes back: it
 * is only right where it is added up in more bits than that.
 * @throws EngineError where it does not compute at all
 */
export async function isProductRight(provider: Provider, products: ProductType): Promise<boolean> {
  const x = input('x', { dtype: 'float32', shape: [1, LENGTH] });
  const ones = constant(new Float32Array(LENGTH * COLUMNS).fill(1), [LENGTH, COLUMNS]);
  const program = compile({ y: matmul(x, ones) }, undefined, { products });
  const session = await Session.open(program, { provider, threads: 1 });
  const row = Float32Array.from({ length: LENGTH }, (_, i) => (i < LENGTH / 2 ? 16 : -16));
  row[0] = 17;
  const { y } = await session.run({ x: float32(row, [1, LENGTH]) });
  await session.release();
  return y !== undefined && float32Data(y).every((value) => value === 1);
}

/** What a GPU multiplies rightly in of 16 bits; nothing where it does not, and on the CPU, which has none. */
export async function halfTypeOn(provider: Provider): Promise<HalfType | undefined> {
  if (provider === 'cpu') return undefined;
  for (const type of HALF_TYPES) {
    // What it cannot do it says by failing, each provider in its own words.
    if (await isProductRight(provider, type).catch(() => false)) return type;
  }
  return undefined;
}

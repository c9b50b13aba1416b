import { matmul } from '../src/main/engine/graph/ops/index.ts';
import { input } from '../src/main/engine/graph/value.ts';
import { compile } from '../src/main/engine/runtime/program.ts';
import { Session, type SessionOptions } from '../src/main/engine/runtime/session.ts';
import { float32, type Tensors } from '../src/main/engine/runtime/tensor.ts';
import { randomValues } from './random.ts';
import { milliseconds } from './timing.ts';

/** Square products, of which the fastest is what the machine can do just now. */
const SIDES = [384, 512, 768];

/** A yardstick for this machine: measured beside what is measured, since machines drift. */
export interface MatmulRate {
  /** GFLOP/s just now. */
  measure(): Promise<number>;
  release(): Promise<void>;
}

export async function openMatmulRate(options: SessionOptions): Promise<MatmulRate> {
  const products = await Promise.all(
    SIDES.map(async (side) => {
      const shape = [side, side];
      const a = input('a', { dtype: 'float32', shape });
      const b = input('b', { dtype: 'float32', shape });
      const session = await Session.open(compile({ product: matmul(a, b) }), options);
      const random = () => float32(randomValues(side * side), shape);
      const feeds: Tensors = { a: random(), b: random() };
      return { session, feeds, gigaflop: (2 * side ** 3) / 1e9 };
    }),
  );
  return {
    async measure() {
      let best = 0;
      for (const { session, feeds, gigaflop } of products) {
        const ms = await milliseconds(() => session.run(feeds));
        best = Math.max(best, (1000 * gigaflop) / ms);
      }
      return best;
    },
    async release() {
      for (const { session } of products) await session.release();
    },
  };
}

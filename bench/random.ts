import { Random } from '../src/main/engine/sampling/random.ts';

/** Values in [−scale, scale), the same at every run. */
export function randomValues(count: number, scale = 1, seed = 1): Float32Array<ArrayBuffer> {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => random.between(-scale, scale));
}

import { Random } from '../../src/main/engine/sampling/random.ts';

/** A generator of numbers in [0, 1) that gives the same ones for the same seed. */
export function seeded(seed: number): () => number {
  const random = new Random(seed);
  return () => random.uniform();
}

export function bytesOf(random: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random() * 256);
}

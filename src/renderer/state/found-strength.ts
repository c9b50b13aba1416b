import type { Controls } from '../../document/controls.ts';
import type { Exploration } from './explorations.ts';

/**
 * The strength that an exploration's pictures and figures are of, as it was found; null where results are applied at
 * that strength now, so that there is nothing to say. To follow the slider, every result would have to be carried over
 * to the photo and measured again.
 */
export function foundStrength(
  shown: Exploration | null,
  { strength }: Pick<Controls, 'strength'>,
): number | null {
  const found = shown?.runs[0]?.strength ?? null;
  return found === strength ? null : found;
}

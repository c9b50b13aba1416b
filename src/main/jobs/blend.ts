import { InversionError } from '../engine/inversion/settings.ts';
import type { SmallEdit } from '../photo/edit-map.ts';
import type { Planes } from '../photo/planes.ts';

/** A cluster's edit, and how much of a blend it is. */
export interface BlendPart {
  readonly edit: SmallEdit;
  /** Of all parts, weights add up to 1. */
  readonly weight: number;
}

/** Weights that add up to 1 but for this are taken for rounded. */
const TOLERANCE = 1e-6;

/**
 * The edit that is so much of each of its parts: the weighted sums of what they start from, of what they
 * lead to, and of their gains. One part alone is itself.
 * @param parts of the same photo, their pictures all of one size
 * @throws InversionError where the weights do not add up to 1
 */
export function blend(parts: readonly BlendPart[]): SmallEdit {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  if (!(Math.abs(total - 1) <= TOLERANCE)) {
    throw new InversionError(
      `the weights of a blend (${parts.map(({ weight }) => weight).join(', ')}) add up to ${total}. Divide each by that, so that they add up to 1.`,
    );
  }
  return {
    before: mixed(parts, ({ before }) => before),
    after: mixed(parts, ({ after }) => after),
    gain: parts.reduce((sum, { edit, weight }) => sum + weight * edit.gain, 0),
  };
}

function mixed(parts: readonly BlendPart[], of: (edit: SmallEdit) => Planes): Planes {
  const [{ edit: first }] = parts as readonly [BlendPart, ...BlendPart[]];
  const { width, height } = of(first);
  const data = new Float32Array(3 * width * height);
  for (const { edit, weight } of parts) {
    const values = of(edit).data;
    for (let i = 0; i < data.length; i++) {
      data[i] = (data[i] as number) + weight * (values[i] as number);
    }
  }
  return { width, height, data };
}

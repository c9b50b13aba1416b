import { reshape, transpose } from '../graph/ops/index.ts';
import type { Value } from '../graph/value.ts';

/** Side of the square of latent pixels that is one token. */
const SIDE = 2;

/**
 * A latent as tokens, one for each 2×2 square, row by row; within a token channels first
 * (`prepare` of `flux/sampling.py`).
 * @param latent `[n, c, 2h, 2w]`
 * @returns `[n, h·w, 4c]`
 */
export function packPatches(latent: Value): Value {
  const [n = 0, c = 0, height = 0, width = 0] = latent.shape;
  const [h, w] = [height / SIDE, width / SIDE];
  const split = reshape(latent, [n, c, h, SIDE, w, SIDE]);
  return reshape(transpose(split, [0, 2, 4, 1, 3, 5]), [n, h * w, c * SIDE * SIDE]);
}

/**
 * The latent of tokens: {@link packPatches} undone.
 * @param tokens `[n, h·w, 4c]`
 * @returns `[n, c, 2h, 2w]`
 */
export function unpackPatches(tokens: Value, h: number, w: number): Value {
  const [n = 0, , features = 0] = tokens.shape;
  const c = features / (SIDE * SIDE);
  const split = reshape(tokens, [n, h, w, c, SIDE, SIDE]);
  return reshape(transpose(split, [0, 3, 1, 4, 2, 5]), [n, c, h * SIDE, w * SIDE]);
}

/** Every 2×2 square's pixels as channels of one, `[n, c, 2h, 2w]` → `[n, 4c, h, w]`. */
export function spaceToDepth(image: Value): Value {
  const [n = 0, c = 0, height = 0, width = 0] = image.shape;
  const [h, w] = [height / SIDE, width / SIDE];
  const split = reshape(image, [n, c, h, SIDE, w, SIDE]);
  return reshape(transpose(split, [0, 1, 3, 5, 2, 4]), [n, c * SIDE * SIDE, h, w]);
}

/** {@link spaceToDepth} undone. */
export function depthToSpace(x: Value): Value {
  const [n = 0, channels = 0, h = 0, w = 0] = x.shape;
  const c = channels / (SIDE * SIDE);
  const split = reshape(x, [n, c, SIDE, SIDE, h, w]);
  return reshape(transpose(split, [0, 1, 4, 2, 5, 3]), [n, c, h * SIDE, w * SIDE]);
}

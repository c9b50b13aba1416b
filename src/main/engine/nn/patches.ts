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
  const deep = spaceToDepth(latent);
  const [n = 0, features = 0, h = 0, w = 0] = deep.shape;
  return transpose(reshape(deep, [n, features, h * w]), [0, 2, 1]);
}

/**
 * The latent of tokens: {@link packPatches} undone.
 * @param tokens `[n, h·w, 4c]`
 * @returns `[n, c, 2h, 2w]`
 */
export function unpackPatches(tokens: Value, h: number, w: number): Value {
  const [n = 0, , features = 0] = tokens.shape;
  return depthToSpace(reshape(transpose(tokens, [0, 2, 1]), [n, features, h, w]));
}

/**
 * Every 2×2 square's pixels as channels of one, `[n, c, 2h, 2w]` → `[n, 4c, h, w]`.
 *
 * Rows and columns are taken apart one after the other: each moves a single axis, which ONNX Runtime
 * does at the speed of memory, where one transposition of both goes element by element.
 */
export function spaceToDepth(image: Value): Value {
  const [n = 0, c = 0, height = 0, width = 0] = image.shape;
  const [h, w] = [height / SIDE, width / SIDE];
  const rows = transpose(reshape(image, [n * c, h, SIDE, width]), [0, 2, 1, 3]);
  const columns = transpose(reshape(rows, [n * c * SIDE, h * w, SIDE]), [0, 2, 1]);
  return reshape(columns, [n, c * SIDE * SIDE, h, w]);
}

/** {@link spaceToDepth} undone. */
export function depthToSpace(x: Value): Value {
  const [n = 0, channels = 0, h = 0, w = 0] = x.shape;
  const c = channels / (SIDE * SIDE);
  const columns = transpose(reshape(x, [n * c * SIDE, SIDE, h * w]), [0, 2, 1]);
  const rows = transpose(reshape(columns, [n * c, SIDE, h, w * SIDE]), [0, 2, 1, 3]);
  return reshape(rows, [n, c, h * SIDE, w * SIDE]);
}

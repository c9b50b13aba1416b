import { concat, cos, mul, reshape, sin, slice } from '../graph/ops/index.ts';
import { constant, scalar, type Value } from '../graph/value.ts';
import type { RotaryAngles } from './attention.ts';

/**
 * Sinusoidal embedding of a time in [0, 1], cosines then sines, of the frequencies
 * `10000^(−i/half)`. Every product is rounded to float32, as the official code has it: at angles
 * of a thousand radians, more precision would be another embedding.
 * @param time `[batch]`
 * @returns `[batch, size]`
 */
export function timestepEmbedding(time: Value, size: number): Value {
  const half = size / 2;
  const logPeriod = Math.fround(-Math.log(10_000));
  const frequencies = Float32Array.from({ length: half }, (_, i) =>
    Math.exp(Math.fround(Math.fround(logPeriod * i) / half)),
  );
  const milliseconds = reshape(mul(time, scalar(1000)), [time.shape[0] ?? 0, 1]);
  const angles = mul(milliseconds, constant(frequencies, [1, half]));
  return concat([cos(angles), sin(angles)], 1);
}

/**
 * Rotary angles of tokens at positions with several coordinates; each coordinate turns its own
 * share of the pairs, at the frequencies `theta^(−2i/dim)`.
 * @param positions `[tokens, coordinates]`
 * @param axesDim channels of a head that each coordinate turns
 */
export function rotaryAngles(
  positions: Value,
  axesDim: readonly number[],
  theta: number,
): RotaryAngles {
  const perAxis = axesDim.map((dim, axis) => {
    const frequencies = Float32Array.from(
      { length: dim / 2 },
      (_, i) => 1 / Math.fround(theta ** Math.fround((2 * i) / dim)),
    );
    return mul(slice(positions, 1, axis, axis + 1), constant(frequencies, [1, dim / 2]));
  });
  const angles = concat(perAxis, 1);
  return { cosine: cos(angles), sine: sin(angles) };
}

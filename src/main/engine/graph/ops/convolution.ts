import { formatType, sizeOf } from '../tensor-type.ts';
import { apply, defineOp, type Op, type Value } from '../value.ts';
import { matmul, swapLast } from './matrix.ts';
import { concat, dilate, pad, reshape, reverse, slice, transpose } from './movement.ts';
import { sum } from './reduction.ts';

/** Zeros around an image: top, left, bottom, right, as ONNX orders them. */
export type Pads = readonly [top: number, left: number, bottom: number, right: number];

type ConvAttributes = { stride: number; pads: Pads };

/** Two-dimensional cross-correlation, `[n, in, h, w] ⋆ [out, in, kh, kw]`. */
const convOp: Op<[Value, Value] | [Value, Value, Value], ConvAttributes> = defineOp({
  name: 'Conv',
  infer([x, weight, bias], { stride, pads }, reject) {
    if (x.shape.length !== 4 || weight.shape.length !== 4) {
      reject('needs x [n, in, h, w] and weight [out, in, kh, kw]');
    }
    const [n = 0, channels = 0, h = 0, w = 0] = x.shape;
    const [out = 0, weightChannels = 0, kh = 0, kw = 0] = weight.shape;
    if (!Number.isInteger(stride) || stride < 1)
      reject(`stride ${stride} is not a whole number from 1`);
    if (channels !== weightChannels) {
      reject(
        `channels differ: ${channels} of ${formatType(x)}, ${weightChannels} of ${formatType(weight)}`,
      );
    }
    if (bias && (bias.shape.length !== 1 || bias.shape[0] !== out)) {
      reject(`bias ${formatType(bias)} does not fit ${out} channels`);
    }
    const outH = Math.floor((h + pads[0] + pads[2] - kh) / stride) + 1;
    const outW = Math.floor((w + pads[1] + pads[3] - kw) / stride) + 1;
    if (outH < 1 || outW < 1) reject(`kernel ${kh}×${kw} is larger than the padded image`);
    return { dtype: x.dtype, shape: [n, out, outH, outW] };
  },
  gradient: (g, { inputs: [x, weight], attributes }) => [
    () => inputGradient(g, x, weight, attributes),
    () => weightGradient(g, x, weight, attributes),
    () => reshape(sum(g, [0, 2, 3]), [g.shape[1] ?? 0]),
  ],
  flops: ({ inputs: [, weight], output }) =>
    2 * sizeOf(output.shape) * sizeOf(weight.shape.slice(1)),
});

export const convolutionOps = [convOp];

/**
 * Full correlation of the upstream gradient with the turned kernel, as an ordinary convolution:
 * providers run it at the speed of the forward pass, which their transposed convolution does not reach.
 */
function inputGradient(g: Value, x: Value, weight: Value, { stride, pads }: ConvAttributes): Value {
  const [, , h = 0, w = 0] = x.shape;
  const [, , kh = 0, kw = 0] = weight.shape;
  const spread = stride === 1 ? g : dilate(dilate(g, 2, stride), 3, stride);
  const turned = transpose(reverse(weight, [2, 3]), [1, 0, 2, 3]);
  const top = kh - 1 - pads[0];
  const left = kw - 1 - pads[1];
  // What is left over at the far edges, where the stride skipped or the zeros of `dilate` overhang.
  const bottom = h + kh - 1 - top - (spread.shape[2] ?? 0);
  const right = w + kw - 1 - left - (spread.shape[3] ?? 0);
  const inside = cropAxis(cropAxis(spread, 2, top, bottom), 3, left, right);
  const around = (padding: number) => Math.max(0, padding);
  return conv2d(inside, turned, undefined, 1, [
    around(top),
    around(left),
    around(bottom),
    around(right),
  ]);
}

/** Cuts off the ends of an axis where a padding is negative. */
function cropAxis(x: Value, axis: number, before: number, after: number): Value {
  return slice(x, axis, Math.max(0, -before), (x.shape[axis] ?? 0) - Math.max(0, -after));
}

/**
 * A matrix product for each row of the kernel, of the upstream gradient with the image's shifted
 * copies. They are shifted sideways once and joined: what is left to a row is then whole stretches
 * of memory, and a third of the copying of one product for all cells.
 */
function weightGradient(
  g: Value,
  x: Value,
  weight: Value,
  { stride, pads }: ConvAttributes,
): Value {
  const [n = 0, channels = 0] = x.shape;
  const [out = 0, , kh = 0, kw = 0] = weight.shape;
  const [, , outH = 0, outW = 0] = g.shape;
  const padded = pad(pad(x, 2, pads[0], pads[2]), 3, pads[1], pads[3]);
  const window = (value: Value, axis: number, start: number, count: number) =>
    slice(value, axis, start, start + (count - 1) * stride + 1, stride);
  const sideways = Array.from({ length: kw }, (_, j) => window(padded, 3, j, outW));
  const columns = concat(sideways, 1);
  const upstream = reshape(g, [n, out, outH * outW]);
  const rows = Array.from({ length: kh }, (_, i) => {
    const cells = reshape(window(columns, 2, i, outH), [n, kw * channels, outH * outW]);
    const summed = sum(matmul(upstream, swapLast(cells)), [0]);
    return reshape(summed, [out, 1, kw, channels]);
  });
  return transpose(concat(rows, 1), [0, 3, 1, 2]);
}

/**
 * Two-dimensional convolution (cross-correlation, as deep learning has it).
 * @param x `[n, in, h, w]`
 * @param weight `[out, in, kh, kw]`
 * @param bias `[out]`
 */
export function conv2d(
  x: Value,
  weight: Value,
  bias: Value | undefined,
  stride: number,
  pads: Pads,
): Value {
  return apply(convOp, bias ? [x, weight, bias] : [x, weight], { stride, pads });
}

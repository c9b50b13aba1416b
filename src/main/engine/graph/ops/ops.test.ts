import { describe, expect, test } from 'vitest';
import { constant, GraphError, input, type Value } from '../value.ts';
import * as ops from './index.ts';

const x = (name: string, ...shape: number[]): Value => input(name, { dtype: 'float32', shape });
const message = (build: () => Value): string => {
  try {
    build();
  } catch (error) {
    expect(error).toBeInstanceOf(GraphError);
    return (error as Error).message;
  }
  return 'no error';
};

describe('a mistake names the op, the values and both shapes', () => {
  test.each<[string, () => Value, string]>([
    [
      'matrix product',
      () => ops.matmul(x('q', 4, 8), x('k', 6, 4)),
      'MatMul(q: float32[4,8], k: float32[6,4]): inner sizes differ: 8 of float32[4,8] and 6 of float32[6,4]',
    ],
    [
      'transposed product',
      () => ops.gemm(x('a', 2, 3), x('w', 5, 4), false, true),
      'Gemm(a: float32[2,3], w: float32[5,4]): inner sizes differ: 3 of float32[2,3] and 4 of float32[5,4] transposed',
    ],
    [
      'broadcast',
      () => ops.add(x('a', 2, 3), x('b', 2, 4)),
      'Add(a: float32[2,3], b: float32[2,4]): shapes do not broadcast: float32[2,3] and float32[2,4]',
    ],
    [
      'dtype',
      () => ops.mul(x('a', 2), input('n', { dtype: 'int64', shape: [2] })),
      'Mul(a: float32[2], n: int64[2]): dtypes differ: float32 and int64',
    ],
    [
      'bias',
      () => ops.gemm(x('a', 2, 3), x('w', 3, 4), false, false, x('b', 5)),
      'Gemm(a: float32[2,3], w: float32[3,4], b: float32[5]): bias float32[5] does not broadcast to [2,4]',
    ],
    [
      'reshape',
      () => ops.reshape(x('a', 2, 3), [4, 2]),
      'Reshape(a: float32[2,3]): [4,2] has 8 elements, float32[2,3] has 6',
    ],
    [
      'concat',
      () => ops.concat([x('a', 2, 3), x('b', 3, 3)], 1),
      'Concat(a: float32[2,3], b: float32[3,3]): float32[3,3] does not continue float32[2,3] along axis 1',
    ],
    [
      'channels',
      () => ops.conv2d(x('image', 1, 3, 8, 8), x('w', 4, 2, 3, 3), undefined, 1, [1, 1, 1, 1]),
      'Conv(image: float32[1,3,8,8], w: float32[4,2,3,3]): channels differ: 3 of float32[1,3,8,8], 2 of float32[4,2,3,3]',
    ],
    [
      'slice',
      () => ops.slice(x('a', 4), 0, 2, 6),
      'Slice(a: float32[4]): range [2, 6) is not within axis 0 of size 4',
    ],
    [
      'norm',
      () => ops.rmsNorm(x('a', 2, 4), x('scale', 3), 1e-6),
      'SimplifiedLayerNormalization(a: float32[2,4], scale: float32[3]): scale float32[3] does not fit the last axis of float32[2,4]',
    ],
    [
      'rotary',
      () => ops.rotary(x('a', 1, 5, 8), x('cos', 4, 2), x('sin', 4, 2)),
      'RotaryEmbedding(a: float32[1,5,8], cos: float32[4,2], sin: float32[4,2]): float32[4,2] does not fit the tokens and heads of float32[1,5,8]',
    ],
    [
      'transpose',
      () => ops.transpose(x('a', 2, 3), [0, 0]),
      'Transpose(a: float32[2,3]): [0,0] is not a permutation of 2 axes',
    ],
    ['no axis', () => ops.sum(x('a', 2), [1]), 'ReduceSum(a: float32[2]): no axis 1 in float32[2]'],
    ['nothing', () => ops.concat([], 0), 'Concat(): no axis 0 to concatenate along'],
    [
      'pad',
      () => ops.pad(x('a', 2), 0, -1, 0),
      'Pad(a: float32[2]): cannot pad axis 0 by -1 and 0',
    ],
    [
      'expand',
      () => ops.expand(x('a', 3), [2]),
      'Expand(a: float32[3]): float32[3] does not broadcast to [2]',
    ],
    [
      'kernel',
      () => ops.conv2d(x('a', 1, 1, 2, 2), x('w', 1, 1, 3, 3), undefined, 1, [0, 0, 0, 0]),
      'Conv(a: float32[1,1,2,2], w: float32[1,1,3,3]): kernel 3×3 is larger than the padded image',
    ],
  ])('%s', (_what, build, expected) => {
    expect(message(build)).toBe(expected);
  });

  test.each<[string, () => Value | Value[], RegExp]>([
    ['negative sizes', () => ops.reshape(x('a', 2, 3), [-2, -3]), /\[-2,-3\] is no shape/],
    ['halves', () => ops.reshape(x('a', 2, 3), [1.5, 4]), /\[1.5,4\] is no shape/],
    [
      'uneven chunks',
      () => ops.chunk(x('a', 7), 2, 0),
      /axis 0 of float32\[7\] does not divide into 2/,
    ],
    [
      'ranks',
      () => ops.concat([x('a', 2, 3), x('b', 2, 3, 1)], 0),
      /does not continue float32\[2,3\]/,
    ],
    [
      'stride',
      () => ops.conv2d(x('a', 1, 1, 4, 4), x('w', 1, 1, 1, 1), undefined, 0.5, [0, 0, 0, 0]),
      /stride 0.5 is not a whole number/,
    ],
    [
      'whole numbers',
      () => ops.sigmoid(input('n', { dtype: 'int64', shape: [2] })),
      /floating-point numbers, not int64/,
    ],
    [
      'bias of another type',
      () =>
        ops.gemm(
          x('a', 2, 3),
          x('w', 3, 4),
          false,
          false,
          input('n', { dtype: 'int64', shape: [4] }),
        ),
      /dtypes differ: float32 and int64/,
    ],
    ['a row alone', () => ops.layerNorm(x('a', 4), 1e-6), /has no rows/],
  ])('%s', (_what, build, expected) => {
    expect(() => build()).toThrow(GraphError);
    expect(() => build()).toThrow(expected);
  });

  test('constants are filled exactly', () => {
    expect(message(() => constant([1, 2, 3], [2, 2]))).toBe(
      'constant: 3 values do not fill float32[2,2]',
    );
  });
});

describe('nothing is computed for nothing', () => {
  test.each<[string, (a: Value) => Value]>([
    ['reshape to the same shape', (a) => ops.reshape(a, [2, 3])],
    ['slice of a whole axis', (a) => ops.slice(a, 1, 0, 3)],
    ['pad by zero', (a) => ops.pad(a, 0, 0, 0)],
    ['concat of one', (a) => ops.concat([a], 0)],
    ['expand to the same shape', (a) => ops.expand(a, [2, 3])],
    ['sum to the same shape', (a) => ops.sumTo(a, [2, 3])],
    ['mean over no axes', (a) => ops.mean(a, [])],
  ])('%s', (_what, build) => {
    const a = x('a', 2, 3);
    expect(build(a)).toBe(a);
  });
});

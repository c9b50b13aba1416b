import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ops from '../graph/ops/index.ts';
import { type Shape, sizeOf } from '../graph/tensor-type.ts';
import { apply, defineOp, type Op, scalar, type Value } from '../graph/value.ts';
import { float32, type Tensor } from '../runtime/tensor.ts';
import { checkGradients } from './check-gradients.ts';

/** Largest accepted difference: what float32 central differences themselves are good for. */
const BOUND = 2e-3;

/** How often each rule is checked, on new shapes and values each time. */
const RUNS = 12;

type Case = { build: (...inputs: Value[]) => Value; points: Tensor[]; wanted?: number[] };

const size = fc.integer({ min: 1, max: 4 });
const seed = fc.integer({ min: 1, max: 1_000_000 });

/** Values in ±[low, high], from a seed: away from zero where a rule divides. */
function values(shape: Shape, from: number, low = 0, high = 1.5): Tensor {
  let state = from;
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  return float32(
    Float32Array.from(
      { length: sizeOf(shape) },
      () => (low + next() * (high - low)) * (low > 0 || next() < 0.5 ? 1 : -1),
    ),
    shape,
  );
}

/** Two shapes that broadcast: axes of either may be 1 or missing in front. */
const broadcasting = fc
  .tuple(fc.array(size, { minLength: 0, maxLength: 3 }), seed)
  .map(([shape, from]) => {
    const stretch = (bit: number) =>
      shape.map((n, axis) => ((from >> (2 * axis + bit)) & 1 ? 1 : n));
    const b = stretch(1).slice(from % (shape.length + 1));
    return { a: stretch(0), b, from };
  });

const shaped = (rank: number) =>
  fc.record({ shape: fc.array(size, { minLength: rank, maxLength: rank }), from: seed });

const binaryCase = (op: (a: Value, b: Value) => Value, low = 0) =>
  broadcasting.map(
    ({ a, b, from }): Case => ({
      build: (x, y) => op(x as Value, y as Value),
      points: [values(a, from), values(b, from + 1, low)],
    }),
  );

const unaryCase = (op: (x: Value) => Value, low = 0) =>
  fc.record({ shape: fc.array(size, { maxLength: 3 }), from: seed }).map(
    ({ shape, from }): Case => ({
      build: (x) => op(x as Value),
      points: [values(shape, from, low)],
    }),
  );

/** For every op of the vocabulary, how to make cases of it. */
const cases: Record<string, fc.Arbitrary<Case>> = {
  Add: binaryCase(ops.add),
  Sub: binaryCase(ops.sub),
  Mul: binaryCase(ops.mul),
  Div: binaryCase(ops.div, 0.7),
  Neg: unaryCase(ops.neg),
  Sqrt: unaryCase(ops.sqrt, 0.5),
  Sin: unaryCase(ops.sin),
  Cos: unaryCase(ops.cos),
  Sigmoid: unaryCase(ops.sigmoid),
  // Away from the kink, where a difference would straddle it.
  Relu: unaryCase(ops.relu, 0.1),
  // It has no gradient of its own; here it scales one.
  Sign: binaryCase((x, y) => ops.mul(x, ops.sign(y)), 0.1).map((one) => ({ ...one, wanted: [0] })),
  Gelu: unaryCase(ops.gelu),
  Reshape: shaped(3).map(({ shape, from }) => ({
    build: (x) => ops.reshape(x as Value, [sizeOf(shape)]),
    points: [values(shape, from)],
  })),
  Transpose: shaped(3).map(({ shape, from }) => ({
    build: (x) => ops.transpose(x as Value, from % 2 ? [2, 0, 1] : [1, 2, 0]),
    points: [values(shape, from)],
  })),
  Slice: fc
    .record({ n: fc.integer({ min: 1, max: 7 }), m: size, step: size, from: seed })
    .map(({ n, m, step, from }) => {
      const start = from % n;
      const end = start + 1 + ((from >> 4) % (n - start));
      return {
        build: (x) => ops.slice(x as Value, 1, start, end, step),
        points: [values([m, n, 2], from)],
      };
    }),
  Pad: shaped(2).map(({ shape, from }) => ({
    build: (x) => ops.pad(x as Value, from % 2, from % 3, 1 + (from % 2)),
    points: [values(shape, from)],
  })),
  Concat: fc.record({ a: size, b: size, c: size, from: seed }).map(({ a, b, c, from }) => ({
    build: (x, y, z) => ops.concat([x as Value, y as Value, z as Value, x as Value], 1),
    points: [values([2, a, 2], from), values([2, b, 2], from + 1), values([2, c, 2], from + 2)],
  })),
  Expand: broadcasting.map(({ a, b, from }) => ({
    build: (x) =>
      ops.mul(
        ops.expand(x as Value, [
          3,
          ...a.map((n, axis) => Math.max(n, b[axis - a.length + b.length] ?? 1)),
        ]),
        ops.expand(x as Value, [
          3,
          ...a.map((n, axis) => Math.max(n, b[axis - a.length + b.length] ?? 1)),
        ]),
      ),
    points: [values(a, from)],
  })),
  Reverse: shaped(3).map(({ shape, from }) => ({
    build: (x) => ops.reverse(x as Value, from % 2 ? [0, 2] : [1]),
    points: [values(shape, from)],
  })),
  ReduceSum: shaped(3).map(({ shape, from }) => ({
    build: (x) => ops.sum(x as Value, from % 2 ? [0, 1] : [from % 3]),
    points: [values(shape, from)],
  })),
  ReduceMean: shaped(3).map(({ shape, from }) => ({
    build: (x) => ops.mean(x as Value, from % 2 ? [0, 2] : [from % 3]),
    points: [values(shape, from)],
  })),
  MatMul: fc
    .record({ batch: size, m: size, k: size, n: size, from: seed })
    .map(({ batch, m, k, n, from }) => ({
      build: (a, b) => ops.matmul(a as Value, b as Value),
      points: [
        values(from % 2 ? [batch, m, k] : [2, 1, m, k], from),
        values(from % 3 ? [batch, k, n] : [k, n], from + 1),
      ],
    })),
  Gemm: fc.record({ m: size, k: size, n: size, from: seed }).map(({ m, k, n, from }) => {
    const [transA, transB] = [from % 2 === 0, (from >> 1) % 2 === 0];
    const bias = [[n], [m, n], [1, n], [m, 1]][from % 4] as number[];
    return {
      build: (a, b, c) =>
        ops.gemm(a as Value, b as Value, transA, transB, from % 5 ? c : undefined),
      points: [
        values(transA ? [k, m] : [m, k], from),
        values(transB ? [n, k] : [k, n], from + 1),
        ...(from % 5 ? [values(bias, from + 2)] : []),
      ],
    };
  }),
  Softmax: shaped(3).map(({ shape, from }) => ({
    build: (x) => ops.softmax(x as Value),
    points: [values(shape, from)],
  })),
  LayerNormalization: fc
    .record({ batch: size, rows: size, from: seed })
    .map(({ batch, rows, from }) => {
      const scale = [[5], [1, 1, 5], [batch, 1, 5]][from % 3] as number[];
      return {
        build: (x, s, b) => ops.layerNorm(x as Value, 1e-2, s as Value, b as Value),
        points: [values([batch, rows, 5], from), values(scale, from + 1), values(scale, from + 2)],
      };
    }),
  SimplifiedLayerNormalization: shaped(2).map(({ shape, from }) => ({
    build: (x, s) => ops.rmsNorm(x as Value, s as Value, 1e-2),
    points: [values([...shape, 4], from), values([4], from + 1)],
  })),
  RotaryEmbedding: fc
    .record({ batch: size, tokens: size, heads: size, from: seed })
    .map(({ batch, tokens, heads, from }) => ({
      build: (x, c, s) => ops.rotary(x as Value, c as Value, s as Value),
      points: [
        values([batch, tokens, heads * 8], from),
        values([tokens, 4], from + 1),
        values([tokens, 4], from + 2),
      ],
      wanted: [0],
    })),
  Conv: fc
    .record({
      n: fc.integer({ min: 1, max: 2 }),
      channels: size,
      out: size,
      h: fc.integer({ min: 3, max: 6 }),
      w: fc.integer({ min: 3, max: 6 }),
      kernel: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 3 }),
      from: seed,
    })
    .map(({ n, channels, out, h, w, kernel, stride, from }) => {
      const pads = [from % 2, (from >> 1) % 2, (from >> 2) % 3, (from >> 3) % 3] as const;
      return {
        build: (x, weight, bias) =>
          ops.conv2d(x as Value, weight as Value, from % 5 ? bias : undefined, stride, pads),
        points: [
          values([n, channels, h, w], from),
          values([out, channels, kernel, kernel], from + 1),
          ...(from % 5 ? [values([out], from + 2)] : []),
        ],
      };
    }),
};

async function worst({ build, points, wanted }: Case): Promise<number> {
  const checks = await checkGradients(build, points, wanted);
  return Math.max(...checks.map(({ relative }) => relative));
}

describe('the gradient of', () => {
  test.each(ops.vocabulary.map(({ name }) => name))(
    '%s agrees with central differences',
    async (name) => {
      const arbitrary = cases[name];
      expect(arbitrary, `${name} has no case here`).toBeDefined();
      if (!arbitrary) return;
      await fc.assert(
        fc.asyncProperty(arbitrary, async (one) => {
          expect(await worst(one)).toBeLessThan(BOUND);
        }),
        { numRuns: RUNS, seed: 20_260_101 },
      );
    },
  );

  test('a composition with several uses of one value agrees too', async () => {
    const build = (x: Value, w: Value) => {
      const hidden = ops.gemm(x, w, false, true);
      const attended = ops.softmax(ops.matmul(hidden, ops.swapLast(hidden)));
      return ops.add(
        ops.matmul(attended, hidden),
        ops.add(hidden, ops.mul(hidden, ops.silu(hidden))),
      );
    };
    const points = [values([4, 3], 5), values([3, 3], 6)];
    expect(await worst({ build: build as Case['build'], points })).toBeLessThan(BOUND);
  });
});

test("a softmax whose gradient comes from another transpose than attention's agrees too", async () => {
  const build = (a: Value, x: Value) => ops.transpose(ops.matmul(a, ops.softmax(x)), [1, 2, 0]);
  const points = [values([2, 2, 3], 11), values([2, 3, 5], 12)];
  expect(await worst({ build: build as Case['build'], points })).toBeLessThan(BOUND);
  const attend = (a: Value, b: Value, x: Value) => ops.matmul(a, ops.matmul(ops.softmax(x), b));
  const heads = [values([2, 3], 13), values([6, 2], 14), values([3, 6], 15)];
  expect(await worst({ build: attend as Case['build'], points: heads })).toBeLessThan(BOUND);
});

test('a wrong rule is found, also where gradients are small', async () => {
  const wrong: Op<[Value]> = defineOp({
    name: 'Sin',
    infer: ([{ dtype, shape }]) => ({ dtype, shape }),
    gradient: (g, { inputs: [x] }) => [() => ops.mul(g, ops.sin(x))],
  });
  const [check] = await checkGradients((x) => apply(wrong, [x as Value], {}), [values([3], 7)]);
  expect(check?.relative).toBeGreaterThan(0.1);
  const tiny = (x: Value) => ops.mul(apply(wrong, [x], {}), scalar(0.01));
  const [small] = await checkGradients((x) => tiny(x as Value), [values([3], 7)]);
  expect(small?.relative).toBeGreaterThan(BOUND);
});

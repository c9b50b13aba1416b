import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { countFlops } from '../graph/flops.ts';
import * as ops from '../graph/ops/index.ts';
import { sizeOf } from '../graph/tensor-type.ts';
import { GraphError, input, topological, type Value } from '../graph/value.ts';
import { Engine } from '../runtime/engine.ts';
import { compile } from '../runtime/program.ts';
import { Session } from '../runtime/session.ts';
import { float32, float32Data, type Tensors } from '../runtime/tensor.ts';
import { gradients } from './gradients.ts';

const x = (name: string, ...shape: number[]) => input(name, { dtype: 'float32', shape });

async function evaluate(
  outputs: Record<string, Value>,
  feeds: Tensors,
): Promise<Record<string, number[]>> {
  const session = await Session.open(compile(outputs), { provider: 'cpu', threads: 1 });
  const results = await session.run(feeds);
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, tensor]) => [name, [...float32Data(tensor)]]),
  );
}

describe('gradients', () => {
  test('of several targets at once, a value in the middle among them', async () => {
    const [a, b] = [x('a', 2), x('b', 2)];
    const product = ops.mul(a, b);
    const loss = ops.sumAll(ops.mul(product, product));
    const [ga, gb, gp] = gradients(loss, [a, b, product]) as [Value, Value, Value];
    const feeds = { a: float32([2, 3], [2]), b: float32([5, -1], [2]) };
    expect(await evaluate({ ga, gb, gp }, feeds)).toEqual({
      ga: [100, 6],
      gb: [40, -18],
      gp: [20, -6],
    });
  });

  test('of a value used several times add up', async () => {
    const a = x('a', 1);
    const loss = ops.sumAll(ops.add(ops.mul(a, ops.mul(a, a)), a));
    const [g] = gradients(loss, [a]) as [Value];
    expect(await evaluate({ g }, { a: float32([2], [1]) })).toEqual({ g: [13] });
  });

  test('of gradients: a second derivative', async () => {
    const a = x('a', 2);
    const [first] = gradients(ops.sumAll(ops.mul(a, ops.mul(a, a))), [a]) as [Value];
    const [second] = gradients(ops.sumAll(first), [a]) as [Value];
    expect(await evaluate({ second }, { a: float32([2, -1], [2]) })).toEqual({ second: [12, -6] });
  });

  test('of slices that tile a value are joined, not padded and added', () => {
    const a = x('a', 6);
    const parts = ops.chunk(a, 3, 0).map((part, i) => ops.mul(part, ops.slice(a, 0, i, i + 2)));
    const [onlyTiles] = gradients(ops.sumAll(ops.concat(ops.chunk(a, 3, 0).map(ops.sigmoid), 0)), [
      a,
    ]) as [Value];
    expect(opsIn(onlyTiles)).not.toContain('Pad');
    const [overlapping] = gradients(ops.sumAll(ops.concat(parts, 0)), [a]) as [Value];
    expect(opsIn(overlapping)).toContain('Pad');
  });

  test('a product that is wanted elsewhere too is not computed twice', () => {
    const [a, w] = [x('a', 4, 4), x('w', 4, 4)];
    // The gradient of both h and the skip connection is the product with w.
    const h = ops.mul(a, a);
    const skip = ops.add(h, ops.mul(a, x('c', 4, 4)));
    const loss = ops.sumAll(ops.gemm(skip, w, false, false));
    const backward = gradients(loss, [a, w]);
    expect(countFlops([loss, ...backward])).toBe(3 * 2 * 4 ** 3);
  });

  test('ask for a scalar loss', () => {
    const a = x('a', 2);
    expect(() => gradients(a, [a])).toThrow(
      new GraphError('gradients: the loss must have one element, not a: float32[2]'),
    );
  });

  test('name a target that the loss does not depend on', () => {
    const loss = ops.sumAll(x('a', 2));
    expect(() => gradients(loss, [x('b', 2)])).toThrow(
      new GraphError('gradients: the loss does not depend on b: float32[2]'),
    );
  });

  test('say aloud what has none', () => {
    const angles = x('cosine', 3, 2);
    const turned = ops.rotary(x('q', 1, 3, 4), angles, x('sine', 3, 2));
    expect(() => gradients(ops.sumAll(turned), [angles])).toThrow(
      new GraphError(
        'RotaryEmbedding: no gradient for cosine: float32[3,2]: positions are not learned',
      ),
    );
  });
});

describe('recomputing activations', () => {
  const WIDTH = 256;
  const ROWS = 2048;
  const BLOCKS = 24;

  /** A chain of residual blocks, each with hidden states four times as wide as what it keeps. */
  function chain() {
    const input = x('x', ROWS, WIDTH);
    const [up, down] = [x('up', 4 * WIDTH, WIDTH), x('down', WIDTH, 4 * WIDTH)];
    const kept: Value[] = [];
    let state: Value = input;
    for (let i = 0; i < BLOCKS; i++) {
      const hidden = ops.gelu(ops.gemm(state, up, false, true));
      state = ops.add(state, ops.gemm(hidden, down, false, true));
      kept.push(state);
    }
    return { loss: ops.meanAll(ops.mul(state, state)), targets: [input, up, down], kept };
  }

  const feeds = Object.fromEntries(
    chain().targets.map(({ name, shape }) => [
      name,
      float32(
        Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i) / 40),
        shape,
      ),
    ]),
  );

  // Peak memory is read from /proc, which only Linux has.
  test.runIf(process.platform === 'linux')(
    'gives the same gradients from a third of the memory',
    async () => {
      const { loss, targets, kept } = chain();
      const name = (values: Value[]) =>
        Object.fromEntries(values.map((value, i) => [`g${i}`, value]));
      const whole = await runApart(name(gradients(loss, targets)));
      const recomputed = await runApart(name(gradients(loss, targets, kept)));
      for (const [key, expected] of Object.entries(whole.results)) {
        const found = recomputed.results[key] ?? expected.fill(Number.NaN);
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const difference = expected.reduce(
          (most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? Number.NaN))),
          0,
        );
        expect(difference).toBeLessThan(1e-5 * largest);
      }
      expect(recomputed.peakBytes).toBeLessThan(whole.peakBytes / 3);
    },
  );

  /** Runs in an engine process of its own and tells how much that took beyond its start. */
  async function runApart(outputs: Record<string, Value>) {
    const engine = new Engine({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });
    const one = x('one', 1);
    await engine.run(compile({ two: ops.add(one, one) }), { one: float32([1], [1]) });
    const before = peakOf(engine.pid);
    const tensors = await engine.run(compile(outputs), feeds);
    const peakBytes = peakOf(engine.pid) - before;
    engine.stop();
    const results = Object.entries(tensors).map(([key, t]) => [key, float32Data(t)] as const);
    return { peakBytes, results: Object.fromEntries(results) };
  }

  function peakOf(pid: number | undefined): number {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
  }
});

function opsIn(value: Value): string[] {
  return topological([value]).flatMap((each) => (each.kind === 'node' ? [each.op.name] : []));
}

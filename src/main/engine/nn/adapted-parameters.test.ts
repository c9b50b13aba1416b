import { expect, test } from 'vitest';
import { GraphError, input } from '../graph/value.ts';
import { compile } from '../runtime/program.ts';
import { Session } from '../runtime/session.ts';
import { float32, float32Data, type Tensor } from '../runtime/tensor.ts';
import { AdaptedParameters } from './adapted-parameters.ts';
import { linear } from './linear.ts';

/** A layer of weights `[[1, 2], [3, 4]]` and no bias, at `(1, 1)`, with what is fed beside them. */
async function run(rank: 'full' | number, fed: Record<string, Tensor>): Promise<number[]> {
  const weights = new AdaptedParameters({ adapts: () => true, rank });
  const x = input('x', { dtype: 'float32', shape: [1, 2] });
  const y = linear(weights, 'layer', x, { out: 2, bias: false });
  const session = await Session.open(compile({ y }), { provider: 'cpu', threads: 1 });
  const given = { x: float32([1, 1], [1, 2]), 'layer.weight': float32([1, 2, 3, 4], [2, 2]) };
  const results = await session.run({ ...given, ...fed });
  await session.release();
  return [...float32Data(results['y'] as Tensor)];
}

test('a full addition is added to the weight', async () => {
  expect(await run('full', { 'layer.weight.delta': float32([0, 0, 0, 0], [2, 2]) })).toEqual([
    3, 7,
  ]);
  expect(await run('full', { 'layer.weight.delta': float32([1, 0, 0, 5], [2, 2]) })).toEqual([
    4, 12,
  ]);
});

test('one of low rank is the product of its factors', async () => {
  const factors = {
    'layer.weight.lora_A': float32([1, 10], [1, 2]),
    'layer.weight.lora_B': float32([2, -1], [2, 1]),
  };
  expect(await run(1, factors)).toEqual([3 + 22, 7 - 11]);
});

test('only chosen weights are adapted, each once, and vectors by no product', () => {
  const weights = new AdaptedParameters({ adapts: ({ tensor }) => tensor !== 'b.weight', rank: 4 });
  const x = input('x', { dtype: 'float32', shape: [1, 6] });
  for (const layer of ['a', 'a', 'b']) linear(weights, layer, x, { out: 8 });
  expect(weights.additions.map(({ name, shape }) => [name, ...shape])).toEqual([
    ['a.weight.lora_A', 4, 6],
    ['a.weight.lora_B', 8, 4],
  ]);
  expect([...weights].length).toBe(4);
});

test('a rank is a whole number from 1', () => {
  const of = (rank: number) => () => new AdaptedParameters({ adapts: () => true, rank });
  for (const rank of [0, -1, 2.5]) expect(of(rank)).toThrow(GraphError);
});

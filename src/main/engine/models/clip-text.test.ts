import { expect, test } from 'vitest';
import { input } from '../graph/value.ts';
import { Parameters } from '../nn/parameters.ts';
import { withRandomWeights } from '../runtime/random-weights-fixture.ts';
import { float32, float32Data, type Tensor } from '../runtime/tensor.ts';
import { type ClipTextConfig, clipText, pooledToken } from './clip-text.ts';

const config: ClipTextConfig = {
  vocabSize: 20,
  hiddenSize: 16,
  intermediateSize: 32,
  numHiddenLayers: 2,
  numAttentionHeads: 2,
  maxPositionEmbeddings: 8,
  layerNormEps: 1e-5,
  eosTokenId: 2,
};

function build(length: number) {
  const weights = new Parameters();
  const tokens = input('tokens', { dtype: 'float32', shape: [1, length, config.hiddenSize] });
  return { weights, tokens, ...clipText(weights, config, tokens) };
}

test('a token sees those before it and none behind', async () => {
  const { weights, tokens, lastHiddenState } = build(4);
  await withRandomWeights({ last: lastHiddenState }, weights, async (run) => {
    const states = async (values: Float32Array) => {
      const { last } = await run({ tokens: float32(values, tokens.shape) });
      return float32Data(last as Tensor);
    };
    const before = new Float32Array(4 * 16).map((_, i) => Math.sin(i));
    const after = before.map((value, i) => (i < 2 * 16 ? value : -value));
    const [a, b] = [await states(before), await states(after)];
    expect(b.subarray(0, 32)).toEqual(a.subarray(0, 32));
    expect(b.subarray(32)).not.toEqual(a.subarray(32));
  });
});

test('the first token that ends a text stands for it', () => {
  expect(pooledToken(config, [18, 4, 19, 19])).toBe(2);
  expect(pooledToken({ ...config, eosTokenId: 7 }, [18, 4, 7, 19, 7])).toBe(2);
});

test('a text that is too long is refused', () => {
  expect(() => build(9)).toThrow('clip: 9 tokens, and at most 8 fit');
});

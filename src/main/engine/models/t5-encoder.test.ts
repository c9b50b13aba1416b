import { expect, test } from 'vitest';
import { input } from '../graph/value.ts';
import { Parameters } from '../nn/parameters.ts';
import { withRandomWeights } from '../runtime/random-weights-fixture.ts';
import { float32, float32Data, type Tensor } from '../runtime/tensor.ts';
import { readTensor } from '../weights/safetensors.ts';
import { relativeBucket, T5_XXL, type T5Config, t5Encoder } from './t5-encoder.ts';

const config: T5Config = {
  ...T5_XXL,
  vocabSize: 20,
  dModel: 16,
  dKv: 4,
  dFf: 24,
  numLayers: 2,
  numHeads: 3,
};

test('positions have buckets of their own up to 8, and share them by logarithm to 128', () => {
  const buckets = [0, -1, -7, -8, -127, -500, 1, 7, 8, 127, 500];
  expect(buckets.map((relative) => relativeBucket(T5_XXL, relative))).toEqual([
    0, 1, 7, 8, 15, 15, 17, 23, 24, 31, 31,
  ]);
});

test('every pair of tokens has the bias of its bucket', async () => {
  const length = 11;
  const weights = new Parameters();
  const tokens = input('tokens', { dtype: 'float32', shape: [1, length, config.dModel] });
  const { positionBias, lastHiddenState } = t5Encoder(weights, config, { tokens });
  const outputs = { bias: positionBias, last: lastHiddenState };
  await withRandomWeights(outputs, weights, async (run, file) => {
    const zeros = float32(new Float32Array(length * config.dModel), tokens.shape);
    const { bias } = await run({ tokens: zeros });
    const table = readTensor(
      file,
      'encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight',
    );
    const expected: number[] = [];
    for (let head = 0; head < config.numHeads; head++) {
      for (let query = 0; query < length; query++) {
        for (let key = 0; key < length; key++) {
          expected.push(table[relativeBucket(config, key - query) * 3 + head] as number);
        }
      }
    }
    expect([...float32Data(bias as Tensor)]).toEqual(expected);
  });
});

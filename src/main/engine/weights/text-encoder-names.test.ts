import { expect, test } from 'vitest';
import type { StoredTensor } from './safetensors.ts';
import { textEncoderTensors } from './text-encoder-names.ts';

const stored: StoredTensor = { type: 'F32', shape: [1], path: 'x', offset: 0, length: 4 };
const namesOf = (...names: string[]) => {
  const tensors = new Map(names.map((name) => [name, stored]));
  return [...textEncoderTensors({ path: 'x', parts: [], metadata: {}, tensors }).tensors.keys()];
};

test('of CLIP only the text encoder is left, whatever it is part of', () => {
  const weight = 'text_model.final_layer_norm.weight';
  expect(
    namesOf(
      'text_model.embeddings.position_ids',
      weight,
      'vision_model.post_layernorm.bias',
      'logit_scale',
      'text_projection.weight',
    ),
  ).toEqual([weight]);
  expect(namesOf(`cond_stage_model.transformer.${weight}`)).toEqual([weight]);
});

test('T5’s table of tokens has one name, and its decoder is left out', () => {
  expect(namesOf('encoder.embed_tokens.weight')).toEqual(['shared.weight']);
  expect(
    namesOf('shared.weight', 'encoder.embed_tokens.weight', 'decoder.block.0.x', 'lm_head.weight'),
  ).toEqual(['shared.weight']);
});

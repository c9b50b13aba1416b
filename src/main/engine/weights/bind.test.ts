import { describe, expect, test } from 'vitest';
import type { Parameter } from '../graph/value.ts';
import { Parameters } from '../nn/parameters.ts';
import { bindWeights, misfits } from './bind.ts';
import type { SafetensorsFile, StoredTensor } from './safetensors.ts';

const stored = (type: StoredTensor['type'], shape: number[], offset: number, length: number) => ({
  type,
  shape,
  path: '/models/flux.safetensors',
  offset,
  length,
});

function file(tensors: Record<string, StoredTensor>): SafetensorsFile {
  return {
    path: '/models/flux.safetensors',
    parts: [],
    metadata: {},
    tensors: new Map(Object.entries(tensors)),
  };
}

describe('binding', () => {
  test('finds whole tensors, and rows as ranges of their own', () => {
    const weights = new Parameters();
    weights.get('bias', [4]);
    weights.get('qkv', [6, 4], { axis: 0, start: 0, end: 2 });
    weights.get('qkv', [6, 4], { axis: 0, start: 4, end: 6 });
    weights.get('out', [4, 6], { axis: 1, start: 2, end: 6 });
    const [bias, q, v, columns] = [...weights] as [Parameter, Parameter, Parameter, Parameter];
    const bound = bindWeights(
      weights,
      file({
        bias: stored('F32', [4], 100, 16),
        qkv: stored('BF16', [6, 4], 116, 48),
        out: stored('F16', [4, 6], 164, 48),
      }),
    );
    expect(bound(bias)).toEqual({
      file: 'flux.safetensors',
      offset: 100,
      length: 16,
      dtype: 'float32',
      shape: [4],
    });
    expect(bound(q)).toMatchObject({ offset: 116, length: 16, dtype: 'bfloat16', shape: [2, 4] });
    expect(bound(v)).toMatchObject({ offset: 148, length: 16 });
    expect(bound(columns)).toMatchObject({ offset: 164, length: 48, dtype: 'float16' });
  });

  test('takes the parts of a fused weight where a file has them instead', () => {
    const weights = new Parameters();
    weights.get('qkv', [4, 3], { axis: 0, start: 0, end: 2 });
    weights.get('qkv', [4, 3], { axis: 0, start: 2, end: 4 });
    const [q, k] = [...weights] as [Parameter, Parameter];
    const parts = { 'qkv[0:2]': stored('F32', [2, 3], 0, 24) };
    const whole = file({ ...parts, 'qkv[2:4]': stored('F32', [2, 3], 24, 24) });
    const bound = bindWeights(weights, whole);
    expect(bound(q)).toMatchObject({ offset: 0, length: 24, shape: [2, 3] });
    expect(bound(k)).toMatchObject({ offset: 24, length: 24, shape: [2, 3] });
    expect(misfits(weights, file(parts))).toEqual(['qkv[2:4] [2,3] is missing']);
  });

  test('names every tensor that is missing, misshapen, unusable or extra', () => {
    const weights = new Parameters();
    weights.get('a', [2, 3]);
    weights.get('b', [2, 3]);
    weights.get('c', [2]);
    const given = file({
      b: stored('F32', [3, 2], 0, 24),
      c: stored('I64', [2], 24, 16),
      stray: stored('F32', [1], 40, 4),
    });
    expect(() => bindWeights(weights, given)).toThrow(
      '/models/flux.safetensors does not fit this model: a [2,3] is missing; ' +
        'b is [3,2] but should be [2,3]; c is stored as I64, which cannot be computed with; ' +
        'stray is not a tensor of this model. Choose the checkpoint that belongs to it.',
    );
  });

  test('counts the rest where a wrong file is wrong throughout', () => {
    const weights = new Parameters();
    for (let i = 0; i < 20; i++) weights.get(`w${i}`, [1]);
    expect(() => bindWeights(weights, file({}))).toThrow(
      /w7 \[1\] is missing; and 12 more\. Choose/,
    );
  });

  test('a part lies within its weight', () => {
    expect(() => new Parameters().get('w', [2], { axis: 0, start: 1, end: 3 })).toThrow(
      '1:3 of axis 0 is no part of w [2]',
    );
  });

  test('a weight has one shape', () => {
    const weights = new Parameters();
    expect(weights.get('w', [2, 2])).toBe(weights.get('w', [2, 2]));
    expect(() => weights.get('w', [2, 3])).toThrow('w: float32[2,2] is also asked for as [2,3]');
  });
});

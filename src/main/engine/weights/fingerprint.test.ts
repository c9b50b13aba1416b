import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';
import { openSafetensors } from './safetensors.ts';
import { type TensorToStore, writeSafetensors } from './write-safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'penumbra-fingerprint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tensor = (type: 'U8' | 'I8', shape: number[], value = 0): TensorToStore => {
  return { type, shape, bytes: new Uint8Array(shape.reduce((a, b) => a * b)).fill(value) };
};

function changed({ bytes, ...all }: TensorToStore, at: number): TensorToStore {
  return { ...all, bytes: bytes.with(at, 1) };
}

function of(tensors: Record<string, TensorToStore>, path = join(folder, 'weights.safetensors')) {
  writeSafetensors(path, new Map(Object.entries(tensors)));
  return fingerprint(openSafetensors(path));
}

test('is of the weights, not of where and when their file was written', () => {
  const made = of({ a: tensor('U8', [2, 3]), b: tensor('U8', [9000]) });
  mkdirSync(join(folder, 'moved'));
  const moved = join(folder, 'moved', 'other-name.safetensors');
  renameSync(join(folder, 'weights.safetensors'), moved);
  expect(fingerprint(openSafetensors(moved))).toBe(made);
  expect(of({ b: tensor('U8', [9000]), a: tensor('U8', [2, 3]) })).toBe(made);
});

test('differs where a name, type, shape or value does', () => {
  const all = [
    of({ a: tensor('U8', [2, 3]) }),
    of({ b: tensor('U8', [2, 3]) }),
    of({ a: tensor('I8', [2, 3]) }),
    of({ a: tensor('U8', [3, 2]) }),
    of({ a: tensor('U8', [2, 3], 1) }),
    of({ a: tensor('U8', [50_000]) }),
    of({ a: changed(tensor('U8', [50_000]), 25_000) }),
    of({ a: changed(tensor('U8', [50_000]), 49_999) }),
    of({ a: tensor('U8', [2, 3]), b: tensor('U8', [1]) }),
  ];
  expect(new Set(all).size).toBe(all.length);
});

import { expect, it } from 'vitest';
import { isRecord } from './document.ts';
import { layer, stroke } from './fixture.ts';

it.each([
  layer,
  stroke('a'),
  { kind: 'pick', id: 'p', photo: 1, clusters: [{ cluster: 2, weight: 0.5 }] },
  { kind: 'rating', id: 'r', cluster: 2, stars: 5, rejected: false },
  { kind: 'parameter', id: 'area', value: { box: [0, 1, null] } },
])('takes %j', (record) => {
  expect(isRecord(record)).toBe(true);
});

it.each([
  null,
  [],
  'stroke',
  { ...layer, kind: 'toString' },
  { ...layer, id: '' },
  { ...layer, intent: 'fog' },
  { ...layer, order: Number.NaN },
  { ...stroke('a'), colour: 'red' },
  { ...stroke('a'), size: 0 },
  { ...stroke('a'), points: [1, 2, Number.POSITIVE_INFINITY] },
  { kind: 'pick', id: 'p', photo: 1, clusters: [] },
  { kind: 'pick', id: 'p', photo: 1, clusters: [{ cluster: -1, weight: 1 }] },
  { kind: 'rating', id: 'r', cluster: 2, stars: 6, rejected: false },
  { kind: 'parameter', id: 'area', value: undefined },
])('refuses %j', (record) => {
  expect(isRecord(record)).toBe(false);
});

import { expect, it } from 'vitest';
import { layer, stroke } from '../main/store/fixture.ts';
import { readRecord } from './records.ts';

it.each([
  layer,
  stroke('a'),
  { kind: 'pick', id: 'p', photo: 1, clusters: [{ cluster: 2, weight: 0.5 }] },
  { kind: 'rating', id: 'r', cluster: 2, stars: 5, rejected: false },
  { kind: 'pin', id: 'n', photo: 1, iterate: 4, name: 'Softer' },
  { kind: 'parameter', id: 'area', value: { box: [0, 1, null] } },
])('takes %j', (record) => {
  expect(readRecord(record)).toEqual(record);
});

it.each([
  [null, ''],
  [[], ''],
  ['stroke', ''],
  [{ ...layer, kind: 'toString' }, 'kind'],
  [{ ...layer, id: '' }, 'id'],
  [{ ...layer, intent: 'fog' }, 'intent'],
  [{ ...layer, order: Number.NaN }, 'order'],
  [{ ...layer, colour: '#ffffff' }, 'colour'],
  [{ ...stroke('a'), colour: 'red' }, 'colour'],
  [{ ...stroke('a'), size: 0 }, 'size'],
  [{ ...stroke('a'), points: [1, 2] }, 'points'],
  [{ ...stroke('a'), points: [1, 2, Number.POSITIVE_INFINITY] }, 'points: 2'],
  [{ kind: 'pick', id: 'p', photo: 1, clusters: [] }, 'clusters'],
  [
    { kind: 'pick', id: 'p', photo: 1, clusters: [{ cluster: -1, weight: 1 }] },
    'clusters: 0: cluster',
  ],
  [{ kind: 'rating', id: 'r', cluster: 2, stars: 6, rejected: false }, 'stars'],
  [{ kind: 'parameter', id: 'area', value: undefined }, 'value'],
])('refuses %j and names the field', (record, field) => {
  expect(readRecord(record)).toEqual({ problem: expect.stringContaining(field) });
});

import { expect, it } from 'vitest';
import { controlRecord } from './controls.ts';
import { exploredOf } from './explored.ts';
import { layerFixture, strokeFixture } from './record-fixture.ts';
import type { DocumentRecord } from './records.ts';

const layer = layerFixture();
const stroke = (id: string, on = 'light') => strokeFixture({ id, layer: on });

const documentOf = (...records: DocumentRecord[]) =>
  new Map(records.map((record) => [record.id, record]));
const before = documentOf(layer, stroke('a'));

it.each<[string, ...DocumentRecord[]]>([
  ['a stroke more', layer, stroke('a'), stroke('b')],
  ['a stroke less', layer],
  ['a layer that is hidden', { ...layer, visible: false }, stroke('a')],
  ['another intent', { ...layer, intent: 'shadow' }, stroke('a')],
  ['another likeness', layer, stroke('a'), controlRecord('likeness', 0.9)],
])('tells of %s', (_, ...records) => {
  expect(exploredOf(documentOf(...records), 1)).not.toBe(exploredOf(before, 1));
});

it.each<[string, ...DocumentRecord[]]>([
  ['another name of a layer', { ...layer, name: 'Sun' }, stroke('a')],
  ['another strength, which is of the result', layer, stroke('a'), controlRecord('strength', 1)],
  ['an empty layer more', layer, stroke('a'), { ...layer, id: 'empty' }],
  [
    'strokes of another photo',
    layer,
    stroke('a'),
    { ...layer, id: 'o', photo: 2 },
    stroke('z', 'o'),
  ],
])('not of %s', (_, ...records) => {
  expect(exploredOf(documentOf(...records), 1)).toBe(exploredOf(before, 1));
});

it('not of a likeness that a given noise level leaves nothing to', () => {
  const given = (likeness: number) =>
    documentOf(layer, controlRecord('sigma', 0.4), controlRecord('likeness', likeness));
  expect(exploredOf(given(0.1), 1)).toBe(exploredOf(given(0.9), 1));
});

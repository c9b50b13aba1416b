import { expect, it } from 'vitest';
import { strokeFixture } from '../../document/record-fixture.ts';
import type { DocumentRecord } from '../../document/records.ts';
import { listedLayers, moved, newLayer, withStrokes } from './layers.ts';

const bottom = newLayer([], { id: 'bottom', photo: 1, intent: 'light' });
const middle = newLayer([bottom], { id: 'middle', photo: 1, intent: 'light' });
const top = newLayer([middle, bottom], { id: 'top', photo: 1, intent: 'make-up' });
const list = [top, middle, bottom];

const stroke = strokeFixture({ layer: 'middle' });

function documentOf(...records: DocumentRecord[]) {
  return new Map(records.map((record) => [record.id, record]));
}

it('lists the layers of a photo, the highest first', () => {
  const other = { ...bottom, id: 'other', photo: 2 };
  expect(listedLayers(documentOf(bottom, top, stroke, other, middle), 1)).toEqual(list);
});

it('gives new layers names of their own', () => {
  expect(list.map(({ name }) => name)).toEqual(['Make-up', 'Light 2', 'Light']);
});

it.each([
  ['bottom', 0, ['bottom', 'top', 'middle']],
  ['bottom', 1, ['top', 'bottom', 'middle']],
  ['top', 1, ['middle', 'top', 'bottom']],
  ['top', 2, ['middle', 'bottom', 'top']],
])('moves %s to place %i', (id, index, ids) => {
  const layer = list.find((one) => one.id === id) ?? top;
  const others = list.filter((one) => one.id !== id);
  const found = listedLayers(documentOf(...others, moved(list, layer, index)), 1);
  expect(found.map((one) => one.id)).toEqual(ids);
});

it('leaves a layer that is alone', () => {
  expect(moved([top], top, 0)).toEqual(top);
});

it('takes the strokes with their layer', () => {
  expect(withStrokes(documentOf(...list, stroke), 'middle')).toEqual(['stroke', 'middle']);
  expect(withStrokes(documentOf(...list, stroke), 'top')).toEqual(['top']);
});

import { expect, it } from 'vitest';
import { hasSeenStrokes } from './layers.ts';
import type { DocumentRecord, Layer } from './records.ts';

const layer: Layer = {
  ...{ kind: 'layer', id: 'light', photo: 1, name: 'Light', intent: 'light', order: 0 },
  ...{ visible: true, opacity: 1 },
};

const stroke: DocumentRecord = {
  ...{ kind: 'stroke', id: 'stroke', layer: 'light', tool: 'brush', colour: '#ffcc88' },
  ...{ size: 40, hardness: 0.5, opacity: 1, points: [1, 2, 0.5] },
};

it.each<[string, boolean, ...DocumentRecord[]]>([
  ['a stroke', true, layer, stroke],
  ['a stroke that hardly shows', true, { ...layer, opacity: 0.01 }, stroke],
  ['an empty layer', false, layer],
  ['a stroke on a hidden layer', false, { ...layer, visible: false }, stroke],
  ['a stroke on a layer at opacity 0', false, { ...layer, opacity: 0 }, stroke],
  ['a stroke on another photo', false, { ...layer, photo: 2 }, stroke],
])('%s: to be explored %j', (_, expected, ...records) => {
  expect(hasSeenStrokes(records, 1)).toBe(expected);
});

import { expect, it } from 'vitest';
import { hasSeenStrokes } from './layers.ts';
import { layerFixture, strokeFixture } from './record-fixture.ts';
import type { DocumentRecord } from './records.ts';

const layer = layerFixture();
const stroke = strokeFixture();

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

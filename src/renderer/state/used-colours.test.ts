import { expect, it } from 'vitest';
import { layerFixture, strokeFixture } from '../../document/record-fixture.ts';
import type { DocumentRecord } from '../../document/records.ts';
import { usedColours } from './used-colours.ts';

function documentOf(...records: DocumentRecord[]) {
  return new Map(records.map((record) => [record.id, record]));
}

it('offers each colour once, the one used last first, in whatever order records are held', () => {
  const records = documentOf(
    strokeFixture({ id: 'stroke-3', colour: '#aa0000' }),
    layerFixture(),
    strokeFixture({ id: 'stroke-1', colour: '#aa0000' }),
    strokeFixture({ id: 'stroke-2', colour: '#00aa00' }),
  );
  expect(usedColours(records)).toEqual(['#aa0000', '#00aa00']);
});

it('leaves out what the eraser had in hand', () => {
  expect(usedColours(documentOf(strokeFixture({ tool: 'eraser' })))).toEqual([]);
});

it('offers no more than there is room for', () => {
  const strokes = Array.from({ length: 40 }, (_, i) =>
    strokeFixture({ id: `stroke-${i + 10}`, colour: `#0000${i + 10}` }),
  );
  const offered = usedColours(documentOf(...strokes));
  expect(offered).toHaveLength(16);
  expect(offered[0]).toBe('#000049');
});

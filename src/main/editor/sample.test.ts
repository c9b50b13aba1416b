import { expect, it } from 'vitest';
import { recordId } from '../../document/record-id.ts';
import { sampleStrokes } from './sample.ts';

it('has its strokes below all that is painted over them', () => {
  const painted = recordId('stroke');
  const strokes = sampleStrokes().filter(({ kind }) => kind === 'stroke');
  expect(strokes.filter(({ id }) => id >= painted)).toEqual([]);
  expect(strokes).not.toEqual([]);
});

import { expect, test } from 'vitest';
import { outputFile } from './output-file.ts';

const free = () => false;

test.each([
  [undefined, 'photos/beach-edited.tif'],
  ['out.png', 'out.png'],
  ['./12:30/out?.png', './12:30/out?.png'],
  ['{old}/{name}-new.png', '{old}/beach-new.png'],
])('%s leads to %s', (out, expected) => {
  expect(outputFile(out, 'photos/beach.tif', 'edited', free)).toBe(expected);
});

test('a result that cannot be in its photo’s format is a JPEG', () => {
  expect(outputFile(undefined, 'beach.gif', 'enhanced', free)).toBe('beach-enhanced.jpg');
});

test('a number is free where nothing is in its folder', () => {
  const isTaken = (path: string) => path === 'done/beach-1.png';
  expect(outputFile('done/{name}-{n}.png', 'beach.tif', 'edited', isTaken)).toBe(
    'done/beach-2.png',
  );
  expect(outputFile('{name}-{n}.png', 'beach.tif', 'edited', isTaken)).toBe('beach-1.png');
});

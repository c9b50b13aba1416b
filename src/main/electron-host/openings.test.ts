import { expect, test } from 'vitest';
import { Openings } from './openings.ts';

test('files that come early wait; the last of them is opened, and each that comes later, or the last of several', () => {
  const openings = new Openings();
  openings.add('a.jpg');
  openings.add('b.penumbra');
  const opened: string[] = [];
  openings.begin((path) => opened.push(path));
  openings.add('c.png');
  openings.addAll(['d.tif', 'e.webp']);
  openings.addAll([]);
  expect(opened).toEqual(['b.penumbra', 'c.png', 'e.webp']);
});

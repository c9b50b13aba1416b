import { expect, it } from 'vitest';
import { levelCount } from '../../preload/urls.ts';
import { children, levelAt, parent, tileRect, tileSize, tilesIn } from './tile-grid.ts';

const photo = { width: 8191, height: 5461 };
const whole = { left: 0, top: 0, right: 8191, bottom: 5461 };

it.each([
  [4, 0],
  [1, 0],
  [0.51, 0],
  [0.5, 1],
  [0.13, 2],
  [0.001, 5],
])('at a zoom of %s takes level %s', (zoom, level) => expect(levelAt(photo, zoom)).toBe(level));

it('covers the whole photo at every level, each pixel once', () => {
  for (let level = 0; level < levelCount(photo); level++) {
    const area = tilesIn(photo, level, whole)
      .map((tile) => tileRect(photo, tile))
      .reduce((sum, { left, top, right, bottom }) => sum + (right - left) * (bottom - top), 0);
    expect(area).toBeCloseTo(8191 * 5461, 0);
  }
  expect(tilesIn(photo, levelCount(photo) - 1, whole)).toEqual([{ level: 5, x: 0, y: 0 }]);
});

it('takes only tiles that are seen, from the middle outwards', () => {
  const tiles = tilesIn(photo, 0, { left: 1000, top: 1000, right: 1800, bottom: 1300 });
  expect(tiles).toHaveLength(5 * 3);
  expect(tiles[0]).toEqual({ level: 0, x: 5, y: 4 });
  expect(tilesIn(photo, 0, { left: -500, top: -500, right: 0, bottom: 90 })).toEqual([]);
});

it('knows the tiles at the edge, and how levels lie over each other', () => {
  const last = { level: 0, x: 31, y: 21 };
  expect(tileSize(photo, last)).toEqual({ width: 255, height: 85 });
  expect(tileRect(photo, last)).toEqual({ left: 7936, top: 5376, right: 8191, bottom: 5461 });
  expect(parent(last)).toEqual({ level: 1, x: 15, y: 10 });
  expect(children(photo, { level: 1, x: 15, y: 10 })).toEqual([
    { level: 0, x: 30, y: 20 },
    { level: 0, x: 31, y: 20 },
    { level: 0, x: 30, y: 21 },
    { level: 0, x: 31, y: 21 },
  ]);
  expect(children(photo, { level: 2, x: 7, y: 5 })).toEqual([
    { level: 1, x: 14, y: 10 },
    { level: 1, x: 15, y: 10 },
  ]);
  expect(children(photo, { level: 0, x: 0, y: 0 })).toEqual([]);
});

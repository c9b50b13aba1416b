import { expect, it } from 'vitest';
import { type CardZoom, pannedBy, WHOLE, zoomedAt } from './card-zoom.ts';

/** The point of the picture that lies at a place of the card. */
function pointAt({ scale, x, y }: CardZoom, at: { x: number; y: number }) {
  const point = (origin: number, place: number) => origin * (1 - 1 / scale) + place / scale;
  return [point(x, at.x), point(y, at.y)];
}

it('keeps the point under the pointer', () => {
  const at = { x: 0.3, y: 0.8 };
  const near = zoomedAt(WHOLE, 2, at);
  expect(pointAt(near, at)).toEqual([expect.closeTo(0.3), expect.closeTo(0.8)]);
  const elsewhere = { x: 0.6, y: 0.4 };
  const [x, y] = pointAt(near, elsewhere);
  const nearer = zoomedAt(near, 1.5, elsewhere);
  expect(pointAt(nearer, elsewhere)).toEqual([expect.closeTo(x ?? 0), expect.closeTo(y ?? 0)]);
});

it('comes back to the whole picture, and does not leave it', () => {
  expect(zoomedAt(zoomedAt(WHOLE, 4, { x: 0, y: 0 }), 0.1, { x: 1, y: 1 })).toEqual(WHOLE);
  expect(pannedBy(zoomedAt(WHOLE, 2, { x: 0.5, y: 0.5 }), 5, -5)).toEqual({ scale: 2, x: 0, y: 1 });
  expect(zoomedAt(WHOLE, 1000, { x: 0.5, y: 0.5 }).scale).toBe(8);
});

it('moves the picture as far as the pointer', () => {
  const near = zoomedAt(WHOLE, 4, { x: 0.5, y: 0.5 });
  const [before] = pointAt(near, { x: 0.5, y: 0.5 });
  const [after] = pointAt(pannedBy(near, 0.1, 0), { x: 0.6, y: 0.5 });
  expect(after).toBeCloseTo(before ?? 0);
});

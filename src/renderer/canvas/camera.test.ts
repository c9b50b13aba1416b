import { expect, it } from 'vitest';
import { dragBy, fitZoom, place, toPhoto, zoomAround } from './camera.ts';

const photo = { width: 8000, height: 6000 };
const pane = { width: 1000, height: 800, ratio: 2 };
const fitted = { zoom: null, centre: null };

it('fits a photo with a margin, in the middle', () => {
  expect(fitZoom(photo, pane)).toBeCloseTo((952 * 2) / 8000);
  const { scale, x, y } = place(fitted, photo, pane);
  expect(scale).toBeCloseTo(0.119);
  expect([x, y]).toEqual([24, 43]);
});

it('shows one pixel of the photo on one of the screen at 100 %', () => {
  const { scale, x, y } = place({ zoom: 1, centre: { x: 4000.3, y: 3000.4 } }, photo, pane);
  expect(scale).toBe(0.5);
  expect([x * 2, y * 2].every(Number.isInteger)).toBe(true);
});

it.each([
  [fitted, 1.7],
  [{ zoom: 0.8, centre: { x: 3000, y: 2500 } }, 0.6],
])('zooms %j by %s around the pointer', (camera, factor) => {
  const point = { x: 420, y: 333 };
  const before = toPhoto(place(camera, photo, pane), point);
  const next = zoomAround(camera, photo, pane, point, factor);
  const after = toPhoto(place(next, photo, pane), point);
  // Within the half pixel of the screen that placing rounds by.
  const slack = 1 / (next.zoom ?? 1) + 1 / (camera.zoom ?? fitZoom(photo, pane));
  expect(Math.abs(after.x - before.x)).toBeLessThan(slack);
  expect(Math.abs(after.y - before.y)).toBeLessThan(slack);
  expect(next.zoom).toBeCloseTo(factor * (camera.zoom ?? fitZoom(photo, pane)));
});

it('zooms no further than there is something to see', () => {
  const middle = { x: 500, y: 400 };
  expect(zoomAround(fitted, photo, pane, middle, 1e6).zoom).toBe(32);
  expect(zoomAround(fitted, photo, pane, middle, 1e-6).zoom).toBeCloseTo(fitZoom(photo, pane) / 4);
});

it('drags the photo with the pointer, and never out of sight', () => {
  const camera = { zoom: 1, centre: { x: 4000, y: 3000 } };
  expect(dragBy(camera, photo, pane, { x: 100, y: -50 })).toEqual({
    zoom: 1,
    centre: { x: 3800, y: 3100 },
  });
  expect(dragBy(camera, photo, pane, { x: 1e5, y: -1e5 }).centre).toEqual({ x: 0, y: 6000 });
  expect(dragBy(fitted, photo, pane, { x: 0, y: 0 }).zoom).toBeCloseTo(fitZoom(photo, pane));
});

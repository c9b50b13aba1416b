import { expect, test } from 'vitest';
import { TRANSFER_DEFAULTS } from './edit-map.ts';
import type { Planes } from './planes.ts';
import { appraiseEdit, gainFor, smallMap } from './strength.ts';

const [width, height] = [64, 48];
const plane = width * height;
const fill = (value: (x: number, y: number, c: number) => number): Planes => ({
  width,
  height,
  data: Float32Array.from({ length: 3 * plane }, (_, i) =>
    value(i % width, Math.floor((i % plane) / width), Math.floor(i / plane)),
  ),
});
const isPainted = (x: number, y: number) => Math.abs(x - 32) < 6 && Math.abs(y - 24) < 6;
const photo = fill((x, y, c) => 0.3 * Math.sin(0.5 * x + c) - 0.3 + 0.004 * y);
const painted = fill((x, y, c) => {
  const own = photo.data[c * plane + y * width + x] as number;
  return isPainted(x, y) ? 0.5 * own + 0.3 : own;
});
const opacity = Float32Array.from({ length: plane }, (_, i) =>
  isPainted(i % width, Math.floor(i / width)) ? 0.5 : 0,
);
const subject = { photo, painted, opacity };

test.each([0.3, 0.85, 1.2])('an edit with its gain has the effect %s on the photo', (strength) => {
  // A weak and wide version of what was painted.
  const after = fill((x, y, c) => {
    const near = Math.exp(-((x - 32) ** 2 + (y - 24) ** 2) / 200);
    return (photo.data[c * plane + y * width + x] as number) + 0.4 * near;
  });
  const pair = { before: photo, after };
  const map = smallMap(subject, { ...pair, gain: 1 }, TRANSFER_DEFAULTS);
  const gain = gainFor(subject, map, strength);
  expect(gain).toBeGreaterThan(strength);
  const { effect } = appraiseEdit(subject, { ...map, gain });
  expect(Math.abs(effect - strength)).toBeLessThan(0.05);
});

test('what is measured is the photo: a smaller feather changes less outside', () => {
  const after = fill((x, y, c) => (photo.data[c * plane + y * width + x] as number) + 0.2);
  const edit = { before: photo, after, gain: 1 };
  const outside = (feather: number) => {
    const options = { ...TRANSFER_DEFAULTS, lockDrift: false, feather };
    return appraiseEdit(subject, smallMap(subject, edit, options)).outside;
  };
  expect(outside(0)).toBe(0);
  expect(outside(0.3)).toBeGreaterThan(outside(0.1));
});

test('an edit that leads away from the strokes is not driven further', () => {
  const after = fill((x, y, c) => (photo.data[c * plane + y * width + x] as number) - 0.2);
  const map = smallMap(subject, { before: photo, after, gain: 1 }, TRANSFER_DEFAULTS);
  expect(gainFor(subject, map, 0.85)).toBe(0.85);
});

test('of an edit that hardly answers, no more is made than five times of it', () => {
  const after = fill((x, y, c) => (photo.data[c * plane + y * width + x] as number) + 0.02);
  const options = { ...TRANSFER_DEFAULTS, lockDrift: false };
  const map = smallMap(subject, { before: photo, after, gain: 1 }, options);
  expect(gainFor(subject, map, 0.6)).toBeCloseTo(3, 5);
});

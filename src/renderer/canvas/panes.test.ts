import { expect, it } from 'vitest';
import { toPhoto } from './camera.ts';
import { inView, panesOf, partOf, seenThrough } from './panes.ts';

const photo = { width: 400, height: 300 };
const canvas = { width: 1001, height: 600, ratio: 1 };
const camera = { zoom: 1, centre: { x: 100, y: 150 } };
const plain = { compare: 'off', isOriginalHeld: false, divider: 0.25 } as const;

it('shows what has become of the photo, or the original while it is held', () => {
  expect(panesOf(plain, camera, photo, canvas)).toMatchObject([
    { clip: { left: 0, right: 1001 }, content: 'after' },
  ]);
  const compares = ['off', 'slider', 'side-by-side', 'difference'] as const;
  for (const compare of compares) {
    const held = { ...plain, compare, isOriginalHeld: true };
    expect(panesOf(held, camera, photo, canvas)).toEqual([
      expect.objectContaining({ content: 'before' }),
    ]);
  }
});

it('divides one view at the slider', () => {
  const [before, after] = panesOf({ ...plain, compare: 'slider' }, camera, photo, canvas);
  expect([before?.content, after?.content]).toEqual(['before', 'after']);
  expect([before?.clip.right, after?.clip.left]).toEqual([250.25, 250.25]);
  expect(after?.placement).toEqual(before?.placement);
});

it('links two views side by side: the pointer is at the same place of the photo in both', () => {
  const viewing = { ...plain, compare: 'side-by-side' } as const;
  const [before, after] = panesOf(viewing, camera, photo, canvas);
  if (!before || !after) throw new Error('there are two');
  const [left, right] = [
    { x: 120, y: 80 },
    { x: 120 + 501, y: 80 },
  ];
  expect(toPhoto(after.placement, right)).toEqual(toPhoto(before.placement, left));
  expect(inView(viewing, canvas, right)).toEqual(left);
  expect(inView(plain, canvas, right)).toEqual(right);
});

it('knows which part of the photo a pane shows, and where a part of it lies', () => {
  const [pane] = panesOf(plain, camera, photo, canvas);
  if (!pane) throw new Error('there is one');
  expect(seenThrough(pane)).toEqual({ left: -401, top: -150, right: 600, bottom: 450 });
  expect(partOf(pane, { left: 0, top: 0, right: 1000, bottom: 300 })).toEqual({
    left: 401,
    top: 150,
    right: 1001,
    bottom: 450,
  });
});

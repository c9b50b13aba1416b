import { expect, it } from 'vitest';
import { keptView, viewToKeep } from './kept-view.ts';
import { DEFAULT_VIEWING } from './viewing.ts';

it('comes back as it was', () => {
  const viewing = { ...DEFAULT_VIEWING, zoom: 2, centre: { x: 10, y: 20 }, exploration: 3 };
  expect(keptView(viewToKeep(viewing))).toEqual({
    zoom: 2,
    centre: { x: 10, y: 20 },
    exploration: 3,
  });
});

it.each([[null], [{}], [{ zoom: -1, centre: null, exploration: null }]])('ignores %j', (kept) => {
  expect(keptView(kept)).toEqual({});
});

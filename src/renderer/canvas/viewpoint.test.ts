import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { INITIAL, useStore } from '../state/store.ts';
import { look } from '../state/view.ts';
import { Viewpoint } from './viewpoint.ts';

const of = { id: 1, name: 'vase.png', role: 'original', session: 'open' } as const;
const photo = { ...of, width: 90, height: 60 };

let ends: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  useStore.setState(INITIAL);
});

afterEach(() => {
  for (const end of ends) end();
  ends = [];
  vi.useRealTimers();
});

/** A viewpoint that follows the store, and what hears of it. */
function following() {
  const moved = vi.fn();
  const viewpoint = new Viewpoint(photo, moved);
  ends.push(
    useStore.subscribe((state, before) => viewpoint.follow(state, before)),
    () => viewpoint.end(),
  );
  return { viewpoint, moved };
}

it('tells that one looks elsewhere, whether the hand or a command has it so', () => {
  const { viewpoint, moved } = following();
  look({ zoom: 2 });
  expect(moved).toHaveBeenCalledTimes(1);
  expect(viewpoint.camera.zoom).toBe(2);
  viewpoint.look({ zoom: 3, centre: { x: 1, y: 1 } });
  expect(moved).toHaveBeenCalledTimes(2);
});

it('tells nothing when the store hears of where one looks already', () => {
  const { viewpoint, moved } = following();
  viewpoint.look({ zoom: 3, centre: { x: 1, y: 1 } });
  vi.runAllTimers();
  expect(useStore.getState().viewing.zoom).toBe(3);
  expect(moved).toHaveBeenCalledTimes(1);
});

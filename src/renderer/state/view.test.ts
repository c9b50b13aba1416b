import { beforeEach, expect, it } from 'vitest';
import { INITIAL, useStore } from './store.ts';
import {
  hasResult,
  preview,
  previewBlend,
  showResult,
  showStrokes,
  zoomBy,
  zoomTo,
} from './view.ts';

beforeEach(() => {
  useStore.setState({ ...INITIAL, viewing: { ...INITIAL.viewing, fitZoom: 0.2 } });
});

const zoom = () => useStore.getState().viewing.zoom;

it('zooms by keys no further than by the wheel', () => {
  zoomBy(1e-6);
  expect(zoom()).toBe(0.05);
  zoomBy(1e6);
  expect(zoom()).toBe(32);
});

it('zooms to what is typed, from what fits to 100 % and more', () => {
  zoomTo(1.5);
  expect(zoom()).toBe(1.5);
  zoomTo(0.01);
  expect(zoom()).toBe(0.05);
});

it('shows what is selected again after the strokes', () => {
  const { getState } = useStore;
  expect(hasResult(getState())).toBe(false);
  for (const select of [() => preview(1), () => previewBlend(1, 2, 0.25)]) {
    select();
    const { shown } = getState().viewing;
    showStrokes();
    expect(hasResult(getState())).toBe(true);
    showResult();
    expect(getState().viewing.shown).toEqual(shown);
    expect(shown.kind).toBe('look');
  }
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { pickId } from '../../document/record-id.ts';
import { clusterFixture, runFixture } from './run-fixture.ts';
import { INITIAL, useStore } from './store.ts';
import {
  followDocument,
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

/** Ends what a test has begun. */
let end: (() => void) | undefined;

afterEach(() => end?.());

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

it('shows what is applied after a jump across a pick, and stays on strokes after another', async () => {
  const { getState, setState } = useStore;
  const photo = { id: 1, name: 'vase.png', role: 'original', width: 9, height: 6 } as const;
  const project = { name: 'vase', path: '/vase', session: 'a', isUnsaved: true, isReadOnly: false };
  const runs = new Map([[1, runFixture({ clusters: [clusterFixture({ id: 1 })] })]]);
  setState({ runs, project: { ...project, photos: [photo], notes: [] } });
  end = followDocument();
  const clusters = [{ cluster: 1, weight: 1 }];
  const applied = new Map([
    [pickId(1), { kind: 'pick', id: pickId(1), photo: 1, clusters } as const],
  ]);
  const jump = async (records: typeof applied) => {
    setState({ records });
    await Promise.resolve();
    return getState().viewing.shown.kind;
  };
  expect(await jump(applied)).toBe('look');
  showStrokes();
  expect(await jump(new Map(applied))).toBe('strokes');
  preview(1);
  expect(await jump(new Map())).toBe('strokes');
  expect(getState().viewing.selectedCluster).toBeNull();
});

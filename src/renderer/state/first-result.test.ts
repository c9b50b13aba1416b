import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunState, StageState } from '../../preload/run-state.ts';
import { showFirstResult } from './first-result.ts';
import { clusterFixture, runFixture } from './run-fixture.ts';
import { INITIAL, useStore } from './store.ts';

const EXPLORING: StageState = {
  ...{ work: 'explore', stage: 'Inverting', done: 1, of: 3, secondsLeft: null },
};

const fair = runFixture({ id: 1, clusters: [clusterFixture({ id: 11, likeness: 0.7 })] });
const best = runFixture({ id: 2, clusters: [clusterFixture({ id: 21, likeness: 0.95 })] });

/** What is selected after a while of exploring, with these runs at its end. */
async function after(stage: StageState | null, ...runs: readonly RunState[]) {
  useStore.setState({ stage: EXPLORING });
  useStore.setState({ runs: new Map(runs.map((run) => [run.id, run])), stage });
  await Promise.resolve();
  return useStore.getState().viewing.selectedCluster;
}

let end: () => void;

beforeEach(() => {
  const photo = { id: 1, name: 'vase.png', role: 'original', width: 9, height: 6 } as const;
  const project = { name: 'vase', path: '/vase', isUnsaved: true, isReadOnly: false };
  useStore.setState({ ...INITIAL, project: { ...project, photos: [photo], notes: [] } });
  end = showFirstResult();
});

afterEach(() => end());

it('shows the best of all runs when the exploration ends, and not before', async () => {
  expect(await after(EXPLORING, fair, { ...best, outcome: 'running' })).toBeNull();
  expect(await after(null, fair, best)).toBe(21);
});

it('shows what was found though the last run came to nothing', async () => {
  expect(await after(null, fair, { ...best, outcome: 'failed', clusters: [] })).toBe(11);
});

it('leaves the canvas alone where it was cancelled, or painted on meanwhile', async () => {
  expect(await after(null, fair, { ...best, outcome: 'cancelled' })).toBeNull();
  useStore.setState(({ history }) => ({ history: { ...history, head: 2 } }));
  expect(await after(null, fair, best)).toBeNull();
});

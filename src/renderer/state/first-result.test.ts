import { beforeEach, expect, it } from 'vitest';
import type { RunState } from '../../preload/run-state.ts';
import { showFirstResult, showRefined } from './first-result.ts';
import { clusterFixture, runFixture } from './run-fixture.ts';
import { INITIAL, useStore } from './store.ts';

const fair = runFixture({ id: 1, clusters: [clusterFixture({ id: 11, likeness: 0.7 })] });
const best = runFixture({ id: 2, clusters: [clusterFixture({ id: 21, likeness: 0.95 })] });

/** What is selected when an exploration has ended with these runs. */
function after(...runs: readonly RunState[]): number | null {
  useStore.setState({ runs: new Map(runs.map((run) => [run.id, run])) });
  showFirstResult();
  return useStore.getState().viewing.selectedCluster;
}

beforeEach(() => {
  const photo = { id: 1, name: 'vase.png', role: 'original', width: 9, height: 6 } as const;
  const project = { name: 'vase', path: '/vase', session: 'a', isUnsaved: true, isReadOnly: false };
  useStore.setState({ ...INITIAL, project: { ...project, photos: [photo], notes: [] } });
});

it('shows the best of all runs', () => {
  expect(after(fair, best)).toBe(21);
});

it('shows what was found though the last run came to nothing', () => {
  expect(after(fair, { ...best, outcome: 'failed', clusters: [] })).toBe(11);
});

it('leaves the canvas alone where it was painted on meanwhile', () => {
  useStore.setState(({ history }) => ({ history: { ...history, head: 2 } }));
  expect(after(fair, best)).toBeNull();
});

it('shows what came of a refinement, where its card was looked at', () => {
  const refined = clusterFixture({ id: 31, kind: 'refined' });
  const runs = new Map([[1, { ...fair, clusters: [...fair.clusters, refined] }]]);
  useStore.setState({ runs });
  showRefined();
  expect(useStore.getState().viewing.selectedCluster).toBeNull();
  useStore.setState(({ viewing }) => ({ viewing: { ...viewing, selectedCluster: 11 } }));
  showRefined();
  expect(useStore.getState().viewing.selectedCluster).toBe(31);
});

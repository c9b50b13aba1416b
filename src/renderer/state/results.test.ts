import { beforeEach, expect, it, vi } from 'vitest';
import { ratingOf } from './ratings.ts';
import { rejectAndGoOn } from './results.ts';
import { clusterFixture, runFixture } from './run-fixture.ts';
import { INITIAL, useStore } from './store.ts';
import { preview } from './view.ts';

// A page that nobody serves: what cannot be saved is told.
vi.hoisted(() => {
  vi.stubGlobal('window', {});
  vi.stubGlobal('document', { baseURI: 'http://127.0.0.1:9/' });
});

const clusters = [0.9, 0.8, 0.7].map((likeness, i) => clusterFixture({ id: i + 1, likeness }));

beforeEach(() => {
  const photo = { id: 1, name: 'vase.png', role: 'original', width: 9, height: 6 } as const;
  const project = { name: 'vase', path: '/vase', session: 'a', isUnsaved: true, isReadOnly: false };
  const runs = new Map([[1, runFixture({ id: 1, clusters })]]);
  useStore.setState({ ...INITIAL, runs, project: { ...project, photos: [photo], notes: [] } });
});

const selected = () => useStore.getState().viewing.selectedCluster;

/** What was to be saved. */
const gestures = () => useStore.getState().notices.map(({ message }) => message);

/** Documents in which clusters are rejected, as main would have saved them. */
function documentOf(...ids: readonly number[]) {
  const ratings = ids.map((id) => ({ ...ratingOf(new Map(), id), rejected: true }));
  return new Map(ratings.map((rating) => [rating.id, rating]));
}

it.each([
  ['the next', 1, [], 2],
  ['the one before where it was the last', 3, [], 2],
  ['none where no other is left', 1, [2, 3], null],
])('from a card that is rejected goes on to %s', async (_, cluster, rejected, next) => {
  const records = documentOf(...rejected);
  useStore.setState({ records, held: records });
  preview(cluster);
  await rejectAndGoOn(cluster);
  expect(gestures()).toEqual([expect.stringContaining('“Reject ')]);
  expect(selected()).toBe(next);
});

it('stays on a card that is brought back, and on another that is selected', async () => {
  const records = documentOf(1);
  useStore.setState({ records, held: records });
  preview(1);
  await rejectAndGoOn(1);
  expect(gestures()).toEqual([expect.stringContaining('“Bring back ')]);
  expect(selected()).toBe(1);
  await rejectAndGoOn(2);
  expect(selected()).toBe(1);
});

it('goes on from an answer to none that is folded away', async () => {
  const answers = [0.6, 0.02, -0.6].map((effect, i) => clusterFixture({ id: i + 1, effect }));
  useStore.setState({ runs: new Map([[1, runFixture({ id: 1, clusters: answers })]]) });
  preview(1);
  await rejectAndGoOn(1);
  expect(selected()).toBeNull();
});

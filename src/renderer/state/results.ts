import { pickId, pinId } from '../../document/record-id.ts';
import { commit } from './commit.ts';
import { photoOf, shownExplorationOf } from './current.ts';
import { clusterOf } from './explorations.ts';
import { foldsOf } from './folding.ts';
import { ranked } from './ranking.ts';
import { ratingOf } from './ratings.ts';
import { useStore } from './store.ts';
import { deselect, look, preview, sharesOf, showApplied } from './view.ts';

/** Applies the selected card, or the blend of two, to the photo. */
export async function applySelected(): Promise<void> {
  const { runs, viewing, project } = useStore.getState();
  const photo = photoOf({ project });
  const shares = sharesOf(viewing);
  const labels = shares.map(({ cluster }) => clusterOf(runs, cluster)?.label ?? `${cluster}`);
  if (!photo || shares.length === 0) return;
  const clusters = shares.map((share) => ({ ...share }));
  const label = `Apply ${labels.join(' with ')}`;
  await commit({ label, put: [{ kind: 'pick', id: pickId(photo.id), photo: photo.id, clusters }] });
  look({ selectedCluster: null, blend: null });
  showApplied();
}

/** Takes what is applied off the photo again. */
export async function unapply(): Promise<void> {
  const photo = photoOf(useStore.getState());
  if (!photo || !useStore.getState().records.has(pickId(photo.id))) return;
  await commit({ label: 'Remove the applied result', remove: [pickId(photo.id)] });
  showApplied();
}

/** Gives a card stars; the same once more takes them away. */
export async function rate(cluster: number, stars: number): Promise<void> {
  const { records, runs } = useStore.getState();
  const rating = ratingOf(records, cluster);
  const given = rating.stars === stars ? 0 : stars;
  const name = clusterOf(runs, cluster)?.label ?? `${cluster}`;
  const label = given === 0 ? `No stars for ${name}` : `${'★'.repeat(given)} for ${name}`;
  await commit({ label, put: [{ ...rating, stars: given }] });
}

/**
 * Puts a card aside, and goes on to the next where it was selected, but from an answer to none that is folded away; one
 * that is aside is brought back.
 */
export async function rejectAndGoOn(cluster: number): Promise<void> {
  const state = useStore.getState();
  const { records, runs, viewing } = state;
  const clusters = shownExplorationOf(state)?.clusters ?? [];
  const folds = foldsOf(clusters);
  const kept = ranked(clusters).filter(
    ({ id }) => !ratingOf(records, id).rejected && (folds.has(cluster) || !folds.has(id)),
  );
  const place = kept.findIndex(({ id }) => id === cluster);
  const next = kept[place + 1] ?? kept[place - 1];
  const rating = ratingOf(records, cluster);
  const rejected = !rating.rejected;
  const name = clusterOf(runs, cluster)?.label ?? `${cluster}`;
  const label = rejected ? `Reject ${name}` : `Bring back ${name}`;
  await commit({ label, put: [{ ...rating, rejected }] });
  if (!rejected || cluster !== viewing.selectedCluster) return;
  if (next) preview(next.id);
  else deselect();
}

/** Keeps an iterate under a name, or lets it go. */
export async function pin(iterate: number, name: string): Promise<void> {
  const { records, project } = useStore.getState();
  const photo = photoOf({ project });
  if (!photo) return;
  const id = pinId(iterate);
  if (records.has(id)) await commit({ label: `Unpin ${name}`, remove: [id] });
  else
    await commit({
      label: `Pin ${name}`,
      put: [{ kind: 'pin', id, photo: photo.id, iterate, name }],
    });
}

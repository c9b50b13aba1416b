import { controlsOf } from '../../document/controls.ts';
import { photoOf } from './current.ts';
import { lookOf, lookOfShares, type Share } from './look.ts';
import { type State, useStore } from './store.ts';
import type { Viewing } from './viewing.ts';
import { withinZoomRange } from './zoom-range.ts';

/** Changes how the photo is looked at. */
export function look(change: Partial<Viewing>): void {
  useStore.setState(({ viewing }) => ({ viewing: { ...viewing, ...change } }));
}

/** Shows the strokes, to paint on. */
export function showStrokes(): void {
  look({ shown: { kind: 'strokes' } });
}

/** Shows what is applied, or the strokes where nothing is. */
export function showApplied(): void {
  const { records, runs, project } = useStore.getState();
  const photo = photoOf({ project });
  const applied = photo && lookOf(records, runs, photo.id);
  look({ shown: applied ? { kind: 'look', look: applied } : { kind: 'strokes' } });
}

/** Shows what the selected cards amount to, or where none is what is applied. */
export function showResult(): void {
  const shares = sharesOf(useStore.getState().viewing);
  if (shares.length > 0) showShares(shares);
  else showApplied();
}

/** Whether there is a result to show. */
export function hasResult({ records, viewing }: Pick<State, 'records' | 'viewing'>): boolean {
  return (
    viewing.shown.kind !== 'strokes' ||
    viewing.selectedCluster !== null ||
    [...records.values()].some(({ kind }) => kind === 'pick')
  );
}

/** Selects a card, and shows what it makes of the photo. */
export function preview(cluster: number): void {
  look({ selectedCluster: cluster, blend: null });
  showResult();
}

/** Selects two cards, and shows what both make of the photo together. */
export function previewBlend(cluster: number, other: number, weight: number): void {
  look({ selectedCluster: cluster, blend: { cluster: other, weight } });
  showResult();
}

/** What the selected cards amount to. */
export function sharesOf({
  selectedCluster,
  blend,
}: Pick<Viewing, 'selectedCluster' | 'blend'>): readonly Share[] {
  if (selectedCluster === null) return [];
  if (!blend) return [{ cluster: selectedCluster, weight: 1 }];
  return [
    { cluster: selectedCluster, weight: 1 - blend.weight },
    { cluster: blend.cluster, weight: blend.weight },
  ].filter(({ weight }) => weight > 0);
}

/** Selects no card, and shows what is applied. */
export function deselect(): void {
  look({ selectedCluster: null, blend: null });
  showApplied();
}

function showShares(shares: readonly Share[]): void {
  const shown = lookOfShares(shares, controlsOf(useStore.getState().records));
  if (shown) look({ shown: { kind: 'look', look: shown } });
}

/**
 * Keeps what is shown in step with the document: controls that a gesture, undo or a jump changes. Where it applies
 * a result or takes one away, what is applied is shown. @returns ends it
 */
export function followDocument(): () => void {
  return useStore.subscribe((state, before) => {
    // After everybody has heard of the change: what fails here must not keep it from them.
    if (state.records !== before.records) queueMicrotask(() => follow(state, before));
  });
}

function follow({ records, runs, viewing, project }: State, before: State): void {
  const photo = photoOf({ project });
  if (!photo || project?.path !== before.project?.path) return;
  const wasApplied = lookOf(before.records, before.runs, photo.id);
  if (!isSame(lookOf(records, runs, photo.id)?.clusters, wasApplied?.clusters)) {
    deselect();
    return;
  }
  if (viewing.shown.kind !== 'look') return;
  const next = lookOfShares(viewing.shown.look.clusters, controlsOf(records));
  if (isSame(next, viewing.shown.look)) return;
  look({ shown: next ? { kind: 'look', look: next } : { kind: 'strokes' } });
}

/** Whether two values are the same as JSON. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Compares in a way, or no more where that is how it is done already. */
export function compareBy(compare: Viewing['compare']): void {
  look({ compare: useStore.getState().viewing.compare === compare ? 'off' : compare });
}

/** Zooms to so many pixels of the screen for one of the photo. */
export function zoomTo(zoom: number): void {
  look({ zoom: withinZoomRange(zoom, useStore.getState().viewing.fitZoom) });
}

export function zoomBy(factor: number): void {
  const { zoom, fitZoom } = useStore.getState().viewing;
  zoomTo((zoom ?? fitZoom) * factor);
}

import { type Controls, controlsOf } from '../../document/controls.ts';
import { pickId } from '../../document/record-id.ts';
import type { DocumentRecord } from '../../document/records.ts';
import type { RunState } from '../../preload/run-state.ts';
import type { Look } from '../../preload/urls.ts';

/** A cluster's part of a blend. */
export type Share = Look['clusters'][number];

/** The clusters that are applied to a photo, those that no run holds left out. */
export function pickOf(
  records: ReadonlyMap<string, DocumentRecord>,
  runs: ReadonlyMap<number, RunState>,
  photo: number,
): readonly Share[] {
  const pick = records.get(pickId(photo));
  if (pick?.kind !== 'pick') return [];
  const known = new Set([...runs.values()].flatMap(({ clusters }) => clusters.map(({ id }) => id)));
  return pick.clusters.filter(({ cluster, weight }) => weight > 0 && known.has(cluster));
}

/** Clusters as the controls would have them applied; null for none. Shares are brought to a sum of 1. */
export function lookOfShares(shares: readonly Share[], controls: Controls): Look | null {
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  if (total <= 0) return null;
  const { strength, area, feather, softness, lockDrift } = controls;
  const clusters = shares.map(({ cluster, weight }) => ({ cluster, weight: weight / total }));
  return { clusters, strength, area, feather, softness, lockDrift };
}

/** What is applied to a photo, as the canvas shows and an export writes it; null for the photo as it is. */
export function lookOf(
  records: ReadonlyMap<string, DocumentRecord>,
  runs: ReadonlyMap<number, RunState>,
  photo: number,
): Look | null {
  return lookOfShares(pickOf(records, runs, photo), controlsOf(records));
}

import { useMemo } from 'react';
import { type Controls, controlsOf } from '../../document/controls.ts';
import { hasSeenStrokes } from '../../document/layers.ts';
import type { PhotoState } from '../../preload/project-state.ts';
import { type Exploration, explorationsOf } from './explorations.ts';
import { type State, useStore } from './store.ts';

/** The photo that is worked on: the project's first original. */
export function photoOf({ project }: Pick<State, 'project'>): PhotoState | null {
  return project?.photos.find(({ role }) => role === 'original') ?? null;
}

export function usePhoto(): PhotoState | null {
  return useStore(photoOf);
}

export function useControls(): Controls {
  const records = useStore((state) => state.records);
  return useMemo(() => controlsOf(records), [records]);
}

/** All explorations of a photo, the newest first, and the one that the gallery shows. */
interface Explorations {
  readonly all: readonly Exploration[];
  readonly shown: Exploration | null;
}

/** @param edit the one that is to be shown, if it is there; else the newest */
function explorationsFrom(
  runs: State['runs'],
  photo: number | null,
  edit: number | null,
): Explorations {
  const all = photo === null ? [] : explorationsOf(runs, photo);
  return { all, shown: all.find((one) => one.edit === edit) ?? all[0] ?? null };
}

/** The exploration that the gallery shows. */
export function shownExplorationOf({ runs, project, viewing }: State): Exploration | null {
  return explorationsFrom(runs, photoOf({ project })?.id ?? null, viewing.exploration).shown;
}

export function useExplorations(): Explorations {
  const runs = useStore((state) => state.runs);
  const photo = usePhoto()?.id ?? null;
  const edit = useStore(({ viewing }) => viewing.exploration);
  return useMemo(() => explorationsFrom(runs, photo, edit), [runs, photo, edit]);
}

export const READ_ONLY = 'This project is read-only. To edit it, save a copy under another name.';

/** Why nothing can be changed, in a sentence: main cannot be reached, or the project may only be read. */
export function lockOf({ project, isConnected }: Pick<State, 'project' | 'isConnected'>) {
  if (!isConnected)
    return 'There is no connection to Penumbra: nothing can be changed until it is back.';
  if (project?.isReadOnly) return READ_ONLY;
  return project ? null : 'No project is open.';
}

/** Whether nothing can be changed. */
export function useIsLocked(): boolean {
  return useStore((state) => lockOf(state) !== null);
}

/** Whether there is anything to explore. */
export function useHasStrokes(): boolean {
  const records = useStore((state) => state.records);
  const photo = usePhoto()?.id;
  return useMemo(
    () => photo !== undefined && hasSeenStrokes(records.values(), photo),
    [records, photo],
  );
}

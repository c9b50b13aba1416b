import { useMemo } from 'react';
import { type Controls, controlsOf } from '../../document/controls.ts';
import type { PhotoState } from '../../preload/project-state.ts';
import { type Exploration, explorationsOf } from './explorations.ts';
import { layersOf } from './layers.ts';
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

/** All explorations of the photo, the newest first, and the one that the gallery shows. */
export function useExplorations(): {
  readonly all: readonly Exploration[];
  readonly shown: Exploration | null;
} {
  const runs = useStore((state) => state.runs);
  const photo = usePhoto()?.id ?? null;
  const edit = useStore(({ viewing }) => viewing.exploration);
  return useMemo(() => {
    const all = photo === null ? [] : explorationsOf(runs, photo);
    return { all, shown: all.find((one) => one.edit === edit) ?? all[0] ?? null };
  }, [runs, photo, edit]);
}

/** Whether nothing can be changed: the project may only be read, or main cannot be reached. */
export function useIsLocked(): boolean {
  return useStore(({ project, isConnected }) => !isConnected || (project?.isReadOnly ?? true));
}

/** Whether there is anything to explore: a stroke on a layer that is shown. */
export function useHasStrokes(): boolean {
  const records = useStore((state) => state.records);
  const photo = usePhoto()?.id;
  return useMemo(() => {
    if (photo === undefined) return false;
    const shown = layersOf(records, photo).filter(({ visible }) => visible);
    const ids = new Set(shown.map(({ id }) => id));
    return [...records.values()].some(
      (record) => record.kind === 'stroke' && ids.has(record.layer),
    );
  }, [records, photo]);
}

import { type Controls, controlsOf } from './controls.ts';
import { isSeen, layersOf } from './layers.ts';
import type { DocumentRecord } from './records.ts';

/**
 * Whether two documents would be explored alike: they have the same strokes to see on a photo, and the same
 * settings but for how results are applied.
 */
export function areExploredAlike(
  one: ReadonlyMap<string, DocumentRecord>,
  other: ReadonlyMap<string, DocumentRecord>,
  photo: number,
): boolean {
  return exploredOf(one, photo) === exploredOf(other, photo);
}

/** All of a document that alternatives depend on, as a text. */
function exploredOf(records: ReadonlyMap<string, DocumentRecord>, photo: number): string {
  const layers = layersOf(records.values(), photo).flatMap(({ layer, strokes }) => {
    const { id, intent, opacity } = layer;
    return isSeen(layer) && strokes.length > 0 ? [{ id, intent, opacity, strokes }] : [];
  });
  return JSON.stringify([layers, finding(controlsOf(records))]);
}

/** The controls that decide what is found. */
function finding(controls: Controls): Partial<Controls> {
  const { strength, area, feather, softness, lockDrift, ...rest } = controls;
  return rest;
}

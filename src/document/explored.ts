import { type Controls, controlsOf } from './controls.ts';
import { isSeen, layersOf } from './layers.ts';
import type { DocumentRecord, Stroke } from './records.ts';

/** Strokes as texts: a document has thousands, and changes one at a time. */
const texts = new WeakMap<Stroke, string>();

/**
 * All of a document that alternatives of a photo depend on, as a text: the strokes that are seen, and the settings
 * but for how results are applied. Documents of the same text would be explored alike.
 */
export function exploredOf(records: ReadonlyMap<string, DocumentRecord>, photo: number): string {
  const layers = layersOf(records.values(), photo).flatMap(({ layer, strokes }) => {
    const { id, intent, opacity } = layer;
    if (!isSeen(layer) || strokes.length === 0) return [];
    return [JSON.stringify({ id, intent, opacity }), ...strokes.map(textOf)];
  });
  return [JSON.stringify(finding(controlsOf(records))), ...layers].join('\n');
}

function textOf(stroke: Stroke): string {
  const text = texts.get(stroke) ?? JSON.stringify(stroke);
  texts.set(stroke, text);
  return text;
}

/** The controls that decide what is found. */
function finding(controls: Controls): Partial<Controls> {
  const { strength, area, feather, softness, lockDrift, likeness, ...rest } = controls;
  // It chooses the noise level where none is given.
  return rest.sigma === null ? { ...rest, likeness } : rest;
}

import type { DocumentRecord, Layer, Stroke } from './records.ts';

/** A layer and what is painted on it. */
export interface PaintedLayer {
  readonly layer: Layer;
  /** In the order they are drawn. */
  readonly strokes: readonly Stroke[];
}

/** A photo's layers with their strokes, from the lowest to the highest. */
export function layersOf(records: Iterable<DocumentRecord>, photo: number): PaintedLayer[] {
  const layers: Layer[] = [];
  const strokes = new Map<string, Stroke[]>();
  for (const record of records) {
    if (record.kind === 'layer' && record.photo === photo) layers.push(record);
    if (record.kind !== 'stroke') continue;
    const others = strokes.get(record.layer);
    if (others) others.push(record);
    else strokes.set(record.layer, [record]);
  }
  layers.sort((a, b) => a.order - b.order || byId(a, b));
  return layers.map((layer) => ({ layer, strokes: (strokes.get(layer.id) ?? []).sort(byId) }));
}

/** Whether what is painted on a layer is seen. */
export function isSeen({ visible, opacity }: Layer): boolean {
  return visible && opacity > 0;
}

/** Whether there is anything to explore: a stroke of a photo on a layer that is seen. */
export function hasSeenStrokes(records: Iterable<DocumentRecord>, photo: number): boolean {
  return layersOf(records, photo).some(({ layer, strokes }) => isSeen(layer) && strokes.length > 0);
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

import { layersOf } from '../../document/layers.ts';
import type { DocumentRecord, Layer } from '../../document/records.ts';

export type Intent = Layer['intent'];

export const INTENTS: readonly Intent[] = ['colour', 'light', 'shadow', 'make-up'];

export const INTENT_NAMES: Readonly<Record<Intent, string>> = {
  colour: 'Colour',
  light: 'Light',
  shadow: 'Shadow',
  'make-up': 'Make-up',
};

/** Layers of a photo as a list shows them: the highest first. */
export function listedLayers(
  records: ReadonlyMap<string, DocumentRecord>,
  photo: number,
): readonly Layer[] {
  return layersOf(records.values(), photo)
    .map(({ layer }) => layer)
    .toReversed();
}

/** A new layer above all others, with a name that none has. */
export function newLayer(
  layers: readonly Layer[],
  { id, photo, intent }: Pick<Layer, 'id' | 'photo' | 'intent'>,
): Layer {
  const names = new Set(layers.map(({ name }) => name));
  const base = INTENT_NAMES[intent];
  let name = base;
  for (let n = 2; names.has(name); n++) name = `${base} ${n}`;
  const order = Math.max(0, ...layers.map((layer) => layer.order)) + 1;
  return { kind: 'layer', id, photo, name, intent, visible: true, opacity: 1, order };
}

/**
 * A layer with the order that puts it where it was dropped.
 * @param layers the highest first
 * @param index where it is to be in the list without it, 0 for the top
 */
export function moved(layers: readonly Layer[], layer: Layer, index: number): Layer {
  const others = layers.filter(({ id }) => id !== layer.id);
  const [above, below] = [others[index - 1], others[index]];
  if (above && below) return { ...layer, order: (above.order + below.order) / 2 };
  if (above) return { ...layer, order: above.order - 1 };
  return below ? { ...layer, order: below.order + 1 } : layer;
}

/** Ids of a layer and all that is drawn on it. */
export function withStrokes(
  records: ReadonlyMap<string, DocumentRecord>,
  layer: string,
): readonly string[] {
  const strokes = [...records.values()].filter(
    (record) => record.kind === 'stroke' && record.layer === layer,
  );
  return [...strokes.map(({ id }) => id), layer];
}

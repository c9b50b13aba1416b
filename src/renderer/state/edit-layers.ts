import { recordId } from '../../document/record-id.ts';
import type { Layer } from '../../document/records.ts';
import { commit } from './commit.ts';
import { photoOf } from './current.ts';
import { hold } from './hold.ts';
import { INTENT_NAMES, type Intent, listedLayers, moved, newLayer, withStrokes } from './layers.ts';
import { useStore } from './store.ts';

/** What one paints light and shadow with, before another colour is chosen: neutral, but for the sun's warmth. */
const COLOURS: Readonly<Partial<Record<Intent, { readonly colour: string }>>> = {
  light: { colour: '#ffd9a0' },
  shadow: { colour: '#3a3a40' },
};

/** Adds a layer above all others; the next strokes go to it. */
export async function addLayer(intent: Intent): Promise<void> {
  const { records, project } = useStore.getState();
  const photo = photoOf({ project });
  if (!photo) return;
  const id = recordId('layer');
  const layer = newLayer(listedLayers(records, photo.id), { id, photo: photo.id, intent });
  hold({ layer: id, ...COLOURS[intent] });
  await commit({ label: `New layer: ${INTENT_NAMES[intent].toLowerCase()}`, put: [layer] });
}

/** Changes a layer's name, visibility or opacity. */
export function changeLayer(label: string, layer: Layer, change: Partial<Layer>): Promise<void> {
  return commit({ label: `${label}: ${layer.name}`, put: [{ ...layer, ...change }] });
}

/** Puts a layer at a place in the list, 0 for the top. */
export async function moveLayer(layer: Layer, index: number): Promise<void> {
  const layers = listedLayers(useStore.getState().records, layer.photo);
  const next = moved(layers, layer, index);
  if (next.order !== layer.order) {
    await commit({ label: `Move layer: ${layer.name}`, put: [next] });
  }
}

/** Takes away a layer and all that is drawn on it. */
export async function removeLayer(layer: Layer): Promise<void> {
  const { records, hand } = useStore.getState();
  if (hand.layer === layer.id) hold({ layer: null });
  await commit({ label: `Delete layer: ${layer.name}`, remove: withStrokes(records, layer.id) });
}

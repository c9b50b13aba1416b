import type { Layer, Stroke } from './records.ts';

/** A layer that is seen, but for what is said of it. */
export function layerFixture(change: Partial<Layer> = {}): Layer {
  return {
    kind: 'layer',
    id: 'light',
    photo: 1,
    name: 'Light',
    intent: 'light',
    visible: true,
    opacity: 1,
    order: 0,
    ...change,
  };
}

/** A stroke on that layer, but for what is said of it. */
export function strokeFixture(change: Partial<Stroke> = {}): Stroke {
  return {
    kind: 'stroke',
    id: 'stroke',
    layer: 'light',
    tool: 'brush',
    colour: '#ffcc00',
    size: 40,
    hardness: 0.5,
    opacity: 1,
    points: [1, 2, 0.5, 3, 4, 1],
    ...change,
  };
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { strokesPicture } from './compose.ts';
import { layerFixture, strokeFixture } from './record-fixture.ts';
import type { DocumentRecord, Layer, Stroke } from './records.ts';

const photo = { id: 1, width: 128, height: 64 };
const small = { width: 64, height: 32 };

function layer(intent: Layer['intent'], more: Partial<Layer> = {}): Layer {
  return layerFixture({ id: intent, intent, ...more });
}

function stroke(layerId: string, colour: string, more: Partial<Stroke> = {}): Stroke {
  const shape = { size: 40, hardness: 1, opacity: 1, points: [64, 32, 1] };
  return strokeFixture({ id: `s-${layerId}`, layer: layerId, colour, ...shape, ...more });
}

/** The strokes over an even photo: what is seen in the middle, and the strokes' alpha there. */
function seen(records: readonly DocumentRecord[], grey = 102) {
  const data = new Uint8Array(3 * 64 * 32).fill(grey);
  const strokes = strokesPicture(records, photo, { ...small, data });
  const at = 4 * (16 * 64 + 32);
  const alpha = (strokes.data[at + 3] ?? 0) / 255;
  const colour = [0, 1, 2].map((c) => grey * (1 - alpha) + alpha * (strokes.data[at + c] ?? 0));
  return { strokes, alpha, colour: colour.map(Math.round) };
}

it.each<[Layer['intent'], (colour: number) => number]>([
  ['colour', (colour) => colour],
  ['make-up', (colour) => colour],
  ['light', (colour) => 102 + colour - 0.4 * colour],
  ['shadow', (colour) => 0.4 * colour],
])('covers, brightens or darkens as a layer of %s is meant to', (intent, blend) => {
  const { colour } = seen([layer(intent), stroke(intent, '#99ff00', { opacity: 0.5 })]);
  for (const [c, paint] of [153, 255, 0].entries()) {
    expect(Math.abs((colour[c] as number) - (102 + blend(paint)) / 2)).toBeLessThan(1.1);
  }
});

it('counts the opacity of a layer, and leaves hidden ones and other photos out', () => {
  const one = stroke('colour', '#ffffff');
  expect(seen([layer('colour', { opacity: 0.4 }), one])).toMatchObject({
    alpha: 0.4,
    colour: [163, 163, 163],
  });
  expect(seen([layer('colour', { visible: false }), one]).alpha).toBe(0);
  expect(seen([layer('colour', { photo: 2 }), one]).alpha).toBe(0);
});

it('draws layers by their order and strokes by their ids, not as they come', () => {
  const records = [
    stroke('b', '#0000ff', { id: '2' }),
    stroke('b', '#00ff00', { id: '1' }),
    layer('colour', { id: 'b', order: 1 }),
    stroke('a', '#ff0000', { id: '3' }),
    layer('colour', { id: 'a', order: 0 }),
  ];
  expect(seen(records).colour).toEqual([0, 0, 255]);
});

it('has no alpha where nothing is painted', () => {
  const { strokes } = seen([layer('colour'), stroke('colour', '#ffffff')]);
  expect([...strokes.data.slice(0, 4)]).toEqual([0, 0, 0, 0]);
  expect(strokes).toMatchObject(small);
});

it('puts over any photo what the layers come to, within the rounding', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const hex = fc
    .tuple(byte, byte, byte)
    .map((c) => `#${c.map((v) => v.toString(16).padStart(2, '0')).join('')}`);
  const share = fc.double({ min: 0.01, max: 1, noNaN: true });
  const intents = ['colour', 'light', 'shadow'] as const;
  const sheet = fc.record({ intent: fc.constantFrom(...intents), colour: hex, opacity: share });
  fc.assert(
    fc.property(byte, fc.array(sheet, { minLength: 1, maxLength: 4 }), (grey, sheets) => {
      const records = sheets.flatMap(({ intent, colour, opacity }, order) => [
        layer(intent, { id: `${order}`, order, opacity }),
        stroke(`${order}`, colour),
      ]);
      const expected = [0, 1, 2].map((c) =>
        sheets.reduce((below, { intent, colour, opacity }) => {
          const paint = Number.parseInt(colour.slice(1 + 2 * c, 3 + 2 * c), 16);
          if (intent === 'colour') return below + opacity * (paint - below);
          if (intent === 'light') return below + opacity * (paint - (paint * below) / 255);
          return below + opacity * ((paint * below) / 255 - below);
        }, grey),
      );
      const { colour } = seen(records, grey);
      for (const [c, value] of colour.entries()) {
        expect(Math.abs(value - (expected[c] ?? 0))).toBeLessThan(1.1);
      }
    }),
  );
});

import { expect, test } from 'vitest';
import { editRows } from './apply-edit.ts';
import { type Area, strokesArea } from './area.ts';
import type { EditMap } from './edit-map.ts';

const [width, height, channels] = [211, 97, 4];

/** A stroke in the middle of 40 by 20. */
const painted = { width: 40, height: 20, values: new Uint8Array(40 * 20) };
for (let x = 14; x < 22; x++) painted.values.fill(1, 40 * 9 + x, 40 * 9 + x + 1);

/** Another map of colours at each place. */
const field = {
  width: 16,
  height: 8,
  maps: Float32Array.from({ length: 12 * 16 * 8 }, (_, i) => Math.sin(i * i) / 2),
};

const areas: readonly Area[] = [
  { kind: 'photo' },
  strokesArea(painted, 0),
  strokesArea(painted, 0.3),
];
const depths = [Uint8Array, Uint16Array] as const;

test.each(areas.flatMap((area) => depths.map((Numbers) => ({ area, Numbers }))))(
  'a tile of a photo comes out as it does in the whole: $area.kind, $Numbers.name',
  ({ area, Numbers }) => {
    const edit: EditMap = { field, area, gain: 0.7 };
    const photo = new Numbers(width * height * channels);
    for (let i = 0; i < photo.length; i++) photo[i] = i * 40503;
    const whole = photo.slice();
    const rows = { width, height, left: 0, top: 0, columns: width, channels, data: whole };
    expect(editRows(rows, edit)).toBe(true);
    expect(whole).not.toEqual(photo);

    const cut = (from: typeof photo, left: number, top: number, columns: number, count: number) => {
      const tile = new Numbers(channels * columns * count);
      for (let row = 0; row < count; row++) {
        const start = channels * ((top + row) * width + left);
        tile.set(from.subarray(start, start + channels * columns), row * channels * columns);
      }
      return tile;
    };
    for (const [left, top, columns, count] of [
      [0, 0, width, 5],
      [0, 0, 64, 64],
      [64, 32, 64, 65],
      [100, 45, 1, 1],
      [150, 40, 61, 57],
    ] as const) {
      const data = cut(photo, left, top, columns, count);
      const isTouched = editRows({ width, height, left, top, columns, channels, data }, edit);
      const expected = cut(whole, left, top, columns, count);
      expect(data).toEqual(expected);
      if (!isTouched) expect(expected).toEqual(cut(photo, left, top, columns, count));
    }
  },
);

import { areaRow, type Between, between } from './area.ts';
import type { EditMap } from './edit-map.ts';
import type { AffineField } from './local-affine.ts';
import type { Pixels } from './planes.ts';

/** Rows of a photo, or a tile of it, interleaved, in its own encoding. */
export interface Rows {
  /** Width of the photo in pixels. */
  readonly width: number;
  /** Height of the photo in pixels. */
  readonly height: number;
  /** Which of the photo's columns is the first here. */
  readonly left: number;
  /** Which of the photo's rows is the first here. */
  readonly top: number;
  /** How many columns are here; as many as the photo has in whole rows. */
  readonly columns: number;
  /** 3, or 4 with opacity last, which no edit changes. */
  readonly channels: number;
  /** 8 or 16 bits a channel. */
  readonly data: Uint8Array | Uint16Array;
}

/** A photo in memory with an edit. */
export function applyEdit({ width, height, data }: Pixels, edit: EditMap): Pixels {
  const result = new Uint8Array(data);
  const rows = { width, height, left: 0, top: 0, columns: width, channels: 3, data: result };
  editRows(rows, edit);
  return { width, height, data: result };
}

/**
 * Edits rows of a photo in place, each pixel by itself, so that a tile comes out as it does in the whole: every
 * pixel is mapped by the field's map at its place, interpolated between the field's pixels, and mixed in by the
 * gain and its share of the area. Where that is 0, and in opacity, every bit stays as it is.
 * @returns whether anything was in the area
 */
export function editRows(rows: Rows, { field, area, gain }: EditMap): boolean {
  const { width, height, left, top, columns, channels, data } = rows;
  const whole = data instanceof Uint8Array ? 255 : 65535;
  const half = whole / 2;
  const across = Array.from({ length: columns }, (_, x) => between(left + x, width, field.width));
  const span = { from: across[0]?.low ?? 0, to: across.at(-1)?.high ?? 0 };
  const maps = new Float32Array(12 * field.width);
  const shares = new Float32Array(columns);
  const count = data.length / (columns * channels);
  let isTouched = false;
  for (let row = 0; row < count; row++) {
    const y = top + row;
    if (!areaRow(area, rows, left, y, shares)) continue;
    isTouched = true;
    interpolateRow(field, between(y, height, field.height), span, maps);
    for (let x = 0; x < columns; x++) {
      const share = gain * (shares[x] as number);
      if (share === 0) continue;
      const { low, high, t } = across[x] as Between;
      const at = channels * (row * columns + x);
      const r = (data[at] as number) / half - 1;
      const g = (data[at + 1] as number) / half - 1;
      const b = (data[at + 2] as number) / half - 1;
      for (let c = 0; c < 3; c++) {
        // The map's row for this channel, between its two columns.
        const ofChannel = 4 * c * field.width;
        const mapped =
          (1 - t) * rowOf(maps, ofChannel + low, field.width, r, g, b) +
          t * rowOf(maps, ofChannel + high, field.width, r, g, b);
        const before = data[at + c] as number;
        const mixed = Math.round(before + share * (half * (mapped + 1) - before));
        data[at + c] = Math.max(0, Math.min(whole, mixed));
      }
    }
  }
  return isTouched;
}

/** A channel of a colour that is mapped by the map at a place. */
function rowOf(
  maps: Float32Array,
  at: number,
  width: number,
  r: number,
  g: number,
  b: number,
): number {
  return (
    (maps[at] as number) * r +
    (maps[at + width] as number) * g +
    (maps[at + 2 * width] as number) * b +
    (maps[at + 3 * width] as number)
  );
}

/** The field's maps along a row between two of its rows, over a span of its columns, `[12, width]`. */
function interpolateRow(
  { width, height, maps }: AffineField,
  row: Between,
  { from, to }: { readonly from: number; readonly to: number },
  into: Float32Array,
) {
  const plane = width * height;
  for (let m = 0; m < 12; m++) {
    for (let x = from; x <= to; x++) {
      const above = maps[m * plane + row.low * width + x] as number;
      const below = maps[m * plane + row.high * width + x] as number;
      into[m * width + x] = above + row.t * (below - above);
    }
  }
}

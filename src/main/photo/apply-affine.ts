import type { AffineField } from './local-affine.ts';
import type { Pixels } from './planes.ts';

/**
 * Carries an edit to a photo at its own size: every pixel is mapped by the field's affine map at its
 * place, interpolated between the field's pixels, and mixed in by a mask. Where the mask is 0, the
 * photo's bytes stay as they are.
 * @param mask one byte a pixel, 255 for all of the edit
 */
export function applyAffine(
  { width, height, data }: Pixels,
  field: AffineField,
  mask: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(data);
  const columns = Array.from({ length: width }, (_, x) => between(x, width, field.width));
  const maps = new Float32Array(12 * field.width);
  for (let y = 0; y < height; y++) {
    const isTouched = mask.subarray(y * width, (y + 1) * width).some((value) => value > 0);
    if (!isTouched) continue;
    interpolateRow(field, between(y, height, field.height), maps);
    for (let x = 0; x < width; x++) {
      const share = (mask[y * width + x] as number) / 255;
      if (share === 0) continue;
      const { low, high, t } = columns[x] as Between;
      const at = 3 * (y * width + x);
      const r = (data[at] as number) / 127.5 - 1;
      const g = (data[at + 1] as number) / 127.5 - 1;
      const b = (data[at + 2] as number) / 127.5 - 1;
      for (let c = 0; c < 3; c++) {
        // The map's row for this channel, between its two columns.
        const left = 4 * c * field.width + low;
        const right = 4 * c * field.width + high;
        const mapped =
          (1 - t) * rowOf(maps, left, field.width, r, g, b) +
          t * rowOf(maps, right, field.width, r, g, b);
        const before = data[at + c] as number;
        const mixed = Math.round(before + share * (127.5 * (mapped + 1) - before));
        result[at + c] = Math.max(0, Math.min(255, mixed));
      }
    }
  }
  return result;
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

/** Two neighbours of a smaller grid, and how far from the first to the second. */
interface Between {
  readonly low: number;
  readonly high: number;
  readonly t: number;
}

/** Where a pixel's centre lies among the centres of a smaller grid. */
function between(index: number, length: number, smaller: number): Between {
  const place = Math.max(0, Math.min(smaller - 1, ((index + 0.5) * smaller) / length - 0.5));
  const low = Math.floor(place);
  return { low, high: Math.min(smaller - 1, low + 1), t: place - low };
}

/** The field's maps along a row between two of its rows, `[12, width]`. */
function interpolateRow({ width, height, maps }: AffineField, row: Between, into: Float32Array) {
  const plane = width * height;
  for (let m = 0; m < 12; m++) {
    for (let x = 0; x < width; x++) {
      const above = maps[m * plane + row.low * width + x] as number;
      const below = maps[m * plane + row.high * width + x] as number;
      into[m * width + x] = above + row.t * (below - above);
    }
  }
}

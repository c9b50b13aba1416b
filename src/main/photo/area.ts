import { distances as distancesTo } from '../../document/distance.ts';

/**
 * Where a photo may change, whatever its size: places are shares of its width and height. Plain data,
 * so that it passes to other threads as it is.
 */
export type Area = { readonly kind: 'photo' } | StrokesArea;

/** Strokes with a soft edge. */
export interface StrokesArea {
  readonly kind: 'strokes';
  /** In the strokes' own size. */
  readonly painted: Mask;
  /** Distance to the nearest stroke, as a share of the photo's longer side. */
  readonly distances: Grid<Float32Array<ArrayBuffer>>;
  /** Width of the soft edge, as a share of the photo's longer side. */
  readonly feather: number;
}

/** Where something is: 0 where it is not, `[height, width]`. */
export type Mask = Grid<Uint8Array<ArrayBuffer>>;

interface Grid<Values> {
  readonly width: number;
  readonly height: number;
  readonly values: Values;
}

/** Cells of the grid of distances across a feather, where the photo is not too large for that. */
const CELLS_A_FEATHER = 16;

/** Longer side of that grid: at least so fine that a curve stays one, at most what is quick to fill. */
const FINEST = { least: 512, most: 4096 };

/** A cell's centre can be this many cells from what is painted in it. */
const SLACK = Math.SQRT2;

/**
 * The area of strokes, with a soft edge outside of them.
 * @param feather width of the edge, as a share of the longer side; 0 for none
 */
export function strokesArea(painted: Mask, feather: number): StrokesArea {
  const { width, height } = painted;
  const wanted = feather > 0 ? CELLS_A_FEATHER / feather : FINEST.least;
  const longer = Math.min(FINEST.most, Math.max(FINEST.least, wanted));
  const scale = Math.min(1, longer / Math.max(width, height));
  const size = { width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
  const cell = 1 / Math.max(size.width, size.height);
  const cells = shrink(painted, size);
  const distances = distancesTo((at) => cells[at] === 1, size.width, size.height);
  for (let i = 0; i < distances.length; i++) {
    const distance = distances[i] as number;
    // Never further out than the feather is: what lies beyond it is kept bit for bit.
    if (distance > 0) distances[i] = (distance + SLACK) * cell;
  }
  return { kind: 'strokes', painted, distances: { ...size, values: distances }, feather };
}

/**
 * How much of an edit a row of a photo takes, or a stretch of it.
 * @param left the photo's column that the stretch begins at
 * @param y the photo's row
 * @param into a share from 0 to 1 for each pixel of the stretch
 * @returns whether any pixel takes any of it
 */
export function areaRow(
  area: Area,
  { width, height }: { readonly width: number; readonly height: number },
  left: number,
  y: number,
  into: Float32Array,
): boolean {
  if (area.kind === 'photo') {
    into.fill(1);
    return true;
  }
  const { painted, distances, feather } = area;
  const paintedRow = painted.width * Math.floor(((y + 0.5) * painted.height) / height);
  const rows = between(y, height, distances.height);
  const values = distances.values;
  let isTouched = false;
  for (let i = 0; i < into.length; i++) {
    const x = left + i;
    let share = 0;
    if (painted.values[paintedRow + Math.floor(((x + 0.5) * painted.width) / width)]) share = 1;
    else if (feather > 0) {
      const place = Math.max(
        0,
        Math.min(distances.width - 1, ((x + 0.5) * distances.width) / width - 0.5),
      );
      const low = Math.floor(place);
      const high = Math.min(distances.width - 1, low + 1);
      const above = lerp(values, rows.low * distances.width, low, high, place - low);
      const below = lerp(values, rows.high * distances.width, low, high, place - low);
      const distance = above + rows.t * (below - above);
      // Half a cosine: the edge begins and ends without a visible line.
      if (distance < feather) share = 0.5 * (1 + Math.cos((Math.PI * distance) / feather));
    }
    into[i] = share;
    isTouched ||= share > 0;
  }
  return isTouched;
}

/** How much of an edit every pixel of a picture takes, `[height, width]` from 0 to 1. */
export function areaShares(
  area: Area,
  photo: { readonly width: number; readonly height: number },
): Float32Array {
  const { width, height } = photo;
  const shares = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    areaRow(area, photo, 0, y, shares.subarray(y * width, (y + 1) * width));
  }
  return shares;
}

function lerp(values: Float32Array, row: number, low: number, high: number, t: number): number {
  const left = values[row + low] as number;
  return left + t * ((values[row + high] as number) - left);
}

/** Two neighbours of a smaller grid, and how far from the first to the second. */
export interface Between {
  readonly low: number;
  readonly high: number;
  readonly t: number;
}

/** Where a pixel's centre lies among the centres of a smaller grid. */
export function between(index: number, length: number, smaller: number): Between {
  const place = Math.max(0, Math.min(smaller - 1, ((index + 0.5) * smaller) / length - 0.5));
  const low = Math.floor(place);
  return { low, high: Math.min(smaller - 1, low + 1), t: place - low };
}

/** Where any of some masks of one photo is, in the first one's size. */
export function unionOf(masks: readonly Mask[]): Mask {
  const [first, ...others] = masks as readonly [Mask, ...Mask[]];
  const { width, height } = first;
  const further = others.filter(({ values }) => values !== first.values);
  if (further.length === 0) return first;
  const values = first.values.slice();
  for (const mask of further) {
    for (let y = 0; y < height; y++) {
      const row = mask.width * Math.floor((y * mask.height) / height);
      for (let x = 0; x < width; x++) {
        if (mask.values[row + Math.floor((x * mask.width) / width)]) values[y * width + x] = 1;
      }
    }
  }
  return { width, height, values };
}

/** A mask in a smaller size: set wherever anything of it is. */
function shrink(
  { width, height, values }: Mask,
  to: { readonly width: number; readonly height: number },
): Uint8Array {
  const result = new Uint8Array(to.width * to.height);
  const columns = Uint32Array.from({ length: width }, (_, x) => Math.floor((x * to.width) / width));
  for (let y = 0; y < height; y++) {
    const row = to.width * Math.floor((y * to.height) / height);
    for (let x = 0; x < width; x++) {
      if (values[y * width + x]) result[row + (columns[x] as number)] = 1;
    }
  }
  return result;
}

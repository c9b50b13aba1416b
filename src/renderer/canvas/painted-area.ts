import { contours } from 'd3-contour';
import { distances } from '../../document/distance.ts';
import type { LayerRaster, RasterTile } from '../../document/layer-raster.ts';
import { RASTER_TILE, type RasterFrame } from '../../document/raster-frame.ts';
import type { Size } from '../../document/size.ts';

/** Cells along the longer side of the grid that lines are found on. */
const CELLS = 512;

/** From this alpha on, of 255, something is painted: what is fainter cannot be seen. */
const PAINTED = 3;

/** Lines around areas, closed, in pixels of the photo. */
type Lines = readonly (readonly (readonly [x: number, y: number])[])[];

/** Where the photo may change. */
export interface PaintedArea {
  /** Around all that is painted. */
  readonly edge: Lines;
  /** Around what takes any of a change: the edge and its feather. */
  readonly feather: Lines;
}

/**
 * The lines around all that is painted on some layers.
 * @param feather width of the soft edge, as a share of the photo's longer side; 0 for none
 */
export function paintedArea(
  frame: RasterFrame,
  layers: readonly Pick<LayerRaster, 'tiles'>[],
  feather: number,
): PaintedArea {
  const step = Math.max(1, Math.round(Math.max(frame.width, frame.height) / CELLS));
  const size = { width: Math.ceil(frame.width / step), height: Math.ceil(frame.height / step) };
  const alpha: Grid = { ...size, values: new Float32Array(size.width * size.height) };
  for (const { tiles } of layers) {
    for (const [tile, data] of tiles) addAlpha(alpha, frame, tile, data, step);
  }
  const cell = step / frame.scale;
  const edge = linesOf(alpha, PAINTED, cell);
  if (edge.length === 0 || feather === 0) return { edge, feather: [] };
  // So far out a line is smooth, and half as fine a grid shows it as well.
  const coarse = halved(alpha);
  const { width, height, values } = coarse;
  const away = distances((at) => (values[at] as number) >= PAINTED, width, height);
  const reach = feather * Math.max(width, height);
  // Negative, so that the inside is what is greater.
  const within = { width, height, values: away.map((distance) => -distance) };
  return { edge, feather: linesOf(within, -reach, 2 * cell) };
}

interface Grid extends Size {
  /** Row by row. */
  readonly values: Float32Array;
}

/** Lines around what is greater than a threshold. @param cell pixels of the photo for one of the grid */
function linesOf({ width, height, values }: Grid, threshold: number, cell: number): Lines {
  return contours()
    .size([width, height])
    .contour(Array.from(values), threshold)
    .coordinates.flat()
    .map((ring) => ring.map(([x = 0, y = 0]) => [x * cell, y * cell] as const));
}

/** The greatest of every two by two cells. */
function halved({ width, height, values }: Grid): Grid {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const greatest = new Float32Array(half.width * half.height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y >> 1) * half.width + (x >> 1);
      greatest[at] = Math.max(greatest[at] as number, values[y * width + x] as number);
    }
  }
  return { ...half, values: greatest };
}

/** Notes the greatest alpha of each cell. */
function addAlpha(
  { width, height, values }: Grid,
  { columns }: RasterFrame,
  tile: number,
  data: RasterTile,
  step: number,
): void {
  const [left, top] = [(tile % columns) * RASTER_TILE, Math.floor(tile / columns) * RASTER_TILE];
  for (let y = 0; y < RASTER_TILE; y++) {
    const row = Math.floor((top + y) / step);
    if (row >= height) return;
    for (let x = 0; x < RASTER_TILE; x++) {
      const value = data[4 * (y * RASTER_TILE + x) + 3] as number;
      if (value === 0) continue;
      const at = row * width + Math.min(width - 1, Math.floor((left + x) / step));
      if (value > (values[at] as number)) values[at] = value;
    }
  }
}

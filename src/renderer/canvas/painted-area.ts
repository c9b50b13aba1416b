import { contours } from 'd3-contour';
import type { LayerRaster } from '../../document/layer-raster.ts';
import { RASTER_TILE, type RasterFrame } from '../../document/raster-frame.ts';
import { distances } from './distance.ts';

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
  const [width, height] = [Math.ceil(frame.width / step), Math.ceil(frame.height / step)];
  const alpha = new Float64Array(width * height);
  for (const { tiles } of layers) {
    for (const [tile, data] of tiles) addAlpha(alpha, width, height, frame, tile, data, step);
  }
  const toPhoto = step / frame.scale;
  const lines = (values: Float64Array, threshold: number): Lines =>
    contours()
      .size([width, height])
      .contour([...values], threshold)
      .coordinates.flat()
      .map((ring) => ring.map(([x = 0, y = 0]) => [x * toPhoto, y * toPhoto] as const));
  const edge = lines(alpha, PAINTED);
  if (edge.length === 0 || feather === 0) return { edge, feather: [] };
  const away = distances((cell) => (alpha[cell] as number) >= PAINTED, width, height);
  const reach = feather * Math.max(width, height);
  // Negative, so that the inside is what is greater.
  return {
    edge,
    feather: lines(
      away.map((distance) => -distance),
      -reach,
    ),
  };
}

/** Notes the greatest alpha of each cell. */
function addAlpha(
  alpha: Float64Array,
  width: number,
  height: number,
  { columns }: RasterFrame,
  tile: number,
  data: Uint8ClampedArray,
  step: number,
): void {
  const [left, top] = [(tile % columns) * RASTER_TILE, Math.floor(tile / columns) * RASTER_TILE];
  for (let y = 0; y < RASTER_TILE; y++) {
    const row = Math.floor((top + y) / step);
    if (row >= height) return;
    for (let x = 0; x < RASTER_TILE; x++) {
      const value = data[4 * (y * RASTER_TILE + x) + 3] as number;
      if (value === 0) continue;
      const cell = row * width + Math.min(width - 1, Math.floor((left + x) / step));
      if (value > (alpha[cell] as number)) alpha[cell] = value;
    }
  }
}

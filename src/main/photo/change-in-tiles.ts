import { closeSync, constants, copyFileSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { writingInto } from '../files/temporary-folder.ts';
import { type Band, cutTile, readBand } from './band.ts';
import { fromSrgb, toSrgb } from './device-colour.ts';
import type { Planes } from './planes.ts';
import { type Raster, writeRows } from './raster.ts';
import { type Tiling, tileSide, tileWeights } from './tiles.ts';

/** How tiles are cut, and what becomes of each. */
export interface TileChange extends Tiling {
  /**
   * What becomes of a tile.
   * @param tiles the same part of every raster, in sRGB
   * @returns what the first of them becomes
   */
  readonly work: (tiles: readonly Planes[]) => Promise<Planes>;
  /** Share of the change that is made. */
  readonly strength: number;
  /** Called before the first tile, and after each. */
  readonly tell: (done: number, of: number) => void;
}

/**
 * A copy of a raster, changed tile by tile at its own scale. Neighbours overlap and fade into each
 * other. The change is found in sRGB and comes to the photo in its own encoding, so that nothing is
 * clipped that it does not touch; opacity stays. A row of tiles is in memory at a time.
 * @param rasters the one to change, and others of its size to be seen beside it; all in RGB
 * @param path where the copy goes, in a temporary folder
 * @throws TemporaryFolderError where it cannot be written; whatever the work throws, or the signal is aborted with
 */
export function changeInTiles(
  rasters: readonly [Raster, ...Raster[]],
  path: string,
  change: TileChange,
  signal: AbortSignal,
): Promise<Raster> {
  return writingInto(dirname(path), () => changedCopy(rasters, path, change, signal));
}

async function changedCopy(
  rasters: readonly [Raster, ...Raster[]],
  path: string,
  change: TileChange,
  signal: AbortSignal,
): Promise<Raster> {
  const [raster] = rasters;
  const { width, height } = raster;
  copyFileSync(raster.path, path, constants.COPYFILE_FICLONE);
  const copy = { ...raster, path };
  const [across, down] = [tileSide(width, change), tileSide(height, change)];
  const of = across.starts.length * down.starts.length;
  const sums = new Float32Array(SUMS * width * down.length);
  const files = rasters.map((one) => openSync(one.path, 'r'));
  files.push(openSync(path, 'r+'));
  try {
    let done = 0;
    change.tell(done, of);
    for (const [row, top] of down.starts.entries()) {
      const bands = rasters.map((one, i) => readBand(files[i] as number, one, top, down.length));
      for (const [column, left] of across.starts.entries()) {
        signal.throwIfAborted();
        const size = { width: across.length, height: down.length };
        const tiles = bands.map((band, i) =>
          toSrgb(cutTile(band, left, size), rasters[i]?.profile),
        );
        const difference = differenceOf(tiles[0] as Planes, await change.work(tiles), raster);
        const weights = { across: tileWeights(across, column), down: tileWeights(down, row) };
        addTile(sums, width, left, difference, weights);
        done++;
        change.tell(done, of);
      }
      const band = bands[0] as Band;
      // Rows that no later tile reaches are done.
      const count = Math.min(band.height, (down.starts[row + 1] ?? height) - top);
      const rows = changedRows(band, count, sums, change.strength);
      writeRows(files.at(-1) as number, copy, top, rows);
      sums.copyWithin(0, SUMS * width * count);
      sums.fill(0, sums.length - SUMS * width * count);
    }
  } finally {
    for (const file of files) closeSync(file);
  }
  return copy;
}

/** Sums that are kept of a pixel: the weighted changes of its channels, and the weights. */
const SUMS = 4;

/** What has changed, in the photo's own encoding. */
function differenceOf(before: Planes, after: Planes, { profile }: Raster): Planes {
  const [from, to] = [fromSrgb(before, profile), fromSrgb(after, profile)];
  const data = to.data.map((value, i) => value - (from.data[i] as number));
  return { ...before, data };
}

/** Adds a tile's change to the sums of its row of tiles. */
function addTile(
  sums: Float32Array,
  width: number,
  left: number,
  tile: Planes,
  weights: { readonly across: Float32Array; readonly down: Float32Array },
): void {
  const plane = tile.width * tile.height;
  const columns = Math.min(tile.width, width - left);
  for (let y = 0; y < tile.height; y++) {
    for (let x = 0; x < columns; x++) {
      const weight = (weights.across[x] as number) * (weights.down[y] as number);
      const at = SUMS * (y * width + left + x);
      for (let c = 0; c < 3; c++) {
        const value = tile.data[c * plane + y * tile.width + x] as number;
        sums[at + c] = (sums[at + c] as number) + weight * value;
      }
      sums[at + 3] = (sums[at + 3] as number) + weight;
    }
  }
}

/** The first rows of a band with their change. */
function changedRows(
  { width, channels, data }: Band,
  count: number,
  sums: Float32Array,
  strength: number,
): Band['data'] {
  const rows = data.slice(0, channels * width * count);
  const whole = data instanceof Uint8Array ? 255 : 65535;
  for (let i = 0; i < width * count; i++) {
    const share = (strength * whole) / 2 / (sums[SUMS * i + 3] as number);
    for (let c = 0; c < 3; c++) {
      const at = channels * i + c;
      const value = (rows[at] as number) + share * (sums[SUMS * i + c] as number);
      rows[at] = Math.max(0, Math.min(whole, Math.round(value)));
    }
  }
  return rows;
}

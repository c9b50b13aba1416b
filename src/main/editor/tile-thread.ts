/** A thread that paints tiles for `tile-painter.ts`. */
import { parentPort } from 'node:worker_threads';
import type { EditMap } from '../photo/edit-map.ts';
import type { Raster, Rectangle } from '../photo/raster.ts';
import { paintTile } from '../photo/tile.ts';

export interface TileRequest {
  readonly id: number;
  readonly raster: Raster;
  readonly place: Rectangle;
  /** The edit; `same` as the last tile's of this thread, which need not be sent again. */
  readonly edit: EditMap | 'same' | null;
}

export type TileAnswer =
  | { readonly id: number; readonly pixels: Uint8ClampedArray<ArrayBuffer> }
  | { readonly id: number; readonly error: unknown };

let last: EditMap | null = null;

parentPort?.on('message', ({ id, raster, place, edit }: TileRequest) => {
  try {
    if (edit !== 'same' && edit !== null) last = edit;
    const pixels = paintTile(raster, place, edit && last);
    parentPort?.postMessage({ id, pixels } satisfies TileAnswer, [pixels.buffer]);
  } catch (error) {
    parentPort?.postMessage({ id, error } satisfies TileAnswer);
  }
});

import type { Size } from '../../document/size.ts';
import { type Planes, toPlanes } from './planes.ts';
import { type Raster, readRows } from './raster.ts';

/** Whole rows of a photo in RGB, in memory. */
export interface Band {
  /** Width of the photo in pixels. */
  readonly width: number;
  /** Number of rows. */
  readonly height: number;
  /** 3, or 4 with opacity last. */
  readonly channels: number;
  /** Interleaved, of 8 or 16 bits a channel. */
  readonly data: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
}

/** Reads rows of an open raster, as far as it goes. */
export function readBand(fd: number, raster: Raster, top: number, rows: number): Band {
  const { width, channels } = raster;
  const height = Math.min(rows, raster.height - top);
  return { width, height, channels, data: readRows(fd, raster, top, height) };
}

/** Cuts a tile out of a band; beyond the photo's edge its last pixel stands in. */
export function cutTile(band: Band, left: number, { width, height }: Size): Planes {
  const data =
    band.data instanceof Uint8Array
      ? new Uint8Array(3 * width * height)
      : new Uint16Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.min(band.height - 1, y) * band.width;
    for (let x = 0; x < width; x++) {
      const from = band.channels * (row + Math.min(band.width - 1, left + x));
      for (let c = 0; c < 3; c++) data[3 * (y * width + x) + c] = band.data[from + c] as number;
    }
  }
  return toPlanes({ width, height, data });
}

import { closeSync, openSync } from 'node:fs';
import { cutTile, readBand } from './band.ts';
import { toSrgb } from './device-colour.ts';
import type { Planes } from './planes.ts';
import type { Raster } from './raster.ts';

/** Tiles along a side. */
const ALONG = 4;

/**
 * Tiles of a photo at its own scale, spread over all of it, in sRGB: to measure on, whatever its size.
 * @param side of a tile, in pixels; less where the photo is smaller
 */
export function sampleTiles(raster: Raster, side: number): Planes[] {
  const size = { width: Math.min(side, raster.width), height: Math.min(side, raster.height) };
  const places = (length: number, tile: number) => [
    ...new Set(
      Array.from({ length: ALONG }, (_, i) => Math.round((i * (length - tile)) / (ALONG - 1))),
    ),
  ];
  const fd = openSync(raster.path, 'r');
  try {
    return places(raster.height, size.height).flatMap((top) => {
      const band = readBand(fd, raster, top, size.height);
      return places(raster.width, size.width).map((left) =>
        toSrgb(cutTile(band, left, size), raster.profile),
      );
    });
  } finally {
    closeSync(fd);
  }
}

import { closeSync, openSync } from 'node:fs';
import { editRows } from './apply-edit.ts';
import { toSrgb } from './device-colour.ts';
import type { EditMap } from './edit-map.ts';
import { toPixels, toPlanes } from './planes.ts';
import { type Raster, type Rectangle, readRectangle } from './raster.ts';

/**
 * A part of a photo as a window shows it: what an export would write there, in sRGB.
 * @param edit null for the photo as it is
 * @returns RGBA, 8 bits, row by row
 */
export function paintTile(
  raster: Raster,
  place: Rectangle,
  edit: EditMap | null,
): Uint8ClampedArray<ArrayBuffer> {
  const fd = openSync(raster.path, 'r');
  try {
    const data = readRectangle(fd, raster, place);
    if (edit) {
      const { width, height, channels } = raster;
      const { left, top, width: columns } = place;
      editRows({ width, height, left, top, columns, channels, data }, edit);
    }
    return shown(data, raster, place);
  } finally {
    closeSync(fd);
  }
}

/** Numbers of a raster, in its own encoding, as RGBA in 8 bits of sRGB. */
function shown(
  data: Uint8Array | Uint16Array,
  { channels, profile }: Raster,
  { width, height }: Rectangle,
): Uint8ClampedArray<ArrayBuffer> {
  const shift = data instanceof Uint8Array ? 0 : 8;
  const result = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) result[4 * i + c] = (data[channels * i + c] as number) >> shift;
    result[4 * i + 3] = channels === 4 ? (data[channels * i + 3] as number) >> shift : 255;
  }
  return profile ? inSrgb(result, profile, width, height) : result;
}

function inSrgb(
  rgba: Uint8ClampedArray<ArrayBuffer>,
  profile: Uint8Array,
  width: number,
  height: number,
): Uint8ClampedArray<ArrayBuffer> {
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = rgba[4 * i + c] as number;
  }
  const { data } = toPixels(toSrgb(toPlanes({ width, height, data: rgb }), profile));
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = data[3 * i + c] as number;
  }
  return rgba;
}

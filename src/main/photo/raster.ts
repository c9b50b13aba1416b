import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * A photo's pixels on the disk, as its file encodes them and upright: large photos need no memory for
 * all of them at once. It is a file of libvips: a header, the pixels row by row, and the metadata.
 */
export interface Raster {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** 1 (grey) or 3 (RGB), and one more where there is opacity, which comes last. */
  readonly channels: number;
  /** Bits of a channel. */
  readonly depth: 8 | 16;
  /** ICC profile; colours are sRGB without one. */
  readonly profile: Uint8Array | undefined;
  /** The file that the photo came from: not all that it says of itself is kept here. */
  readonly source: string;
}

/** Bytes before the first row. */
const HEADER = 64;

/** libvips' band formats of unsigned numbers. */
const DEPTHS: Readonly<Record<number, 8 | 16>> = { 0: 8, 2: 16 };

/**
 * Reads what a raster's header says.
 * @throws Error where it is not a file of libvips with 8 or 16 bits a channel
 */
export function readRaster(path: string, profile: Uint8Array | undefined, source: string): Raster {
  const fd = openSync(path, 'r');
  try {
    const header = Buffer.alloc(HEADER);
    readSync(fd, header, 0, HEADER, 0);
    const depth = DEPTHS[header.readInt32LE(20)];
    // As libvips writes it on processors that store the low byte first.
    if (header.readUInt32BE(0) !== 0xb6a6f208 || depth === undefined) {
      throw new Error(`${path} is not a raster of 8 or 16 bits`);
    }
    const [width, height, channels] = [4, 8, 12].map((at) => header.readInt32LE(at));
    return { path, width, height, channels, depth, profile, source } as Raster;
  } finally {
    closeSync(fd);
  }
}

/** Bytes of rows that are worked on at a time. */
const STRIP_BYTES = 2 ** 22;

/** How many rows are worked on at a time. */
export function rowsAtATime(raster: Raster): number {
  return Math.max(1, Math.floor(STRIP_BYTES / rowBytes(raster)));
}

/** Bytes of a row. */
function rowBytes({ width, channels, depth }: Raster): number {
  return (width * channels * depth) / 8;
}

/** Reads rows of a raster from an open file. @returns its numbers, of one size for all channels */
export function readRows(
  fd: number,
  raster: Raster,
  top: number,
  count: number,
): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * rowBytes(raster));
  const start = HEADER + top * rowBytes(raster);
  fill(fd, raster, bytes, start);
  return raster.depth === 8 ? bytes : new Uint16Array(bytes.buffer);
}

/** A part of a raster, in its pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Reads a part of a raster from an open file. @returns its numbers, of one size for all channels */
export function readRectangle(
  fd: number,
  raster: Raster,
  { left, top, width, height }: Rectangle,
): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const pixelBytes = (raster.channels * raster.depth) / 8;
  const bytes = new Uint8Array(width * height * pixelBytes);
  for (let row = 0; row < height; row++) {
    const start = HEADER + (top + row) * rowBytes(raster) + left * pixelBytes;
    fill(
      fd,
      raster,
      bytes.subarray(row * width * pixelBytes, (row + 1) * width * pixelBytes),
      start,
    );
  }
  return raster.depth === 8 ? bytes : new Uint16Array(bytes.buffer);
}

/** Reads as many bytes as there is room for, from a place in the file. */
function fill(fd: number, { path }: Raster, bytes: Uint8Array, start: number): void {
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(fd, bytes, done, bytes.length - done, start + done);
    if (count === 0) throw new Error(`${path} is cut short`);
    done += count;
  }
}

/** Writes rows of a raster into an open file. */
export function writeRows(
  fd: number,
  raster: Raster,
  top: number,
  rows: Uint8Array | Uint16Array,
): void {
  const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
  const start = HEADER + top * rowBytes(raster);
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(fd, bytes, done, bytes.length - done, start + done);
  }
}

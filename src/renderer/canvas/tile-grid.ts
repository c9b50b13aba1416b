import type { Rect } from '../../document/raster-frame.ts';
import type { Size } from '../../document/size.ts';
import { levelCount, levelSize, TILE } from '../../preload/urls.ts';

/** A tile's place among those of one photo. */
export interface TilePlace {
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

/** The level with the fewest pixels that is still fine enough at a zoom. */
export function levelAt(photo: Size, zoom: number): number {
  // A hair's breadth finer does as well: 50 % is the second level, however it was rounded.
  const level = Math.floor(Math.log2(1 / zoom) + 1e-6);
  return Math.max(0, Math.min(levelCount(photo) - 1, level));
}

/** The tiles of a level that show something of a part of the photo, those nearest its middle first. */
export function tilesIn(photo: Size, level: number, part: Rect): TilePlace[] {
  const { width, height } = levelSize(photo, level);
  const [columns, rows] = [Math.ceil(width / TILE), Math.ceil(height / TILE)];
  const [perX, perY] = [(TILE * photo.width) / width, (TILE * photo.height) / height];
  const first = (from: number, per: number) => Math.max(0, Math.floor(from / per));
  const end = (to: number, per: number, count: number) => Math.min(count, Math.ceil(to / per));
  const tiles: TilePlace[] = [];
  for (let y = first(part.top, perY); y < end(part.bottom, perY, rows); y++) {
    for (let x = first(part.left, perX); x < end(part.right, perX, columns); x++) {
      tiles.push({ level, x, y });
    }
  }
  const [middleX, middleY] = [
    (part.left + part.right) / 2 / perX - 0.5,
    (part.top + part.bottom) / 2 / perY - 0.5,
  ];
  const distance = ({ x, y }: TilePlace) => (x - middleX) ** 2 + (y - middleY) ** 2;
  return tiles.sort((a, b) => distance(a) - distance(b));
}

/** A tile's size in its own pixels: less than `TILE` at the right and lower edge. */
export function tileSize(photo: Size, { level, x, y }: TilePlace): Size {
  const { width, height } = levelSize(photo, level);
  return { width: Math.min(TILE, width - x * TILE), height: Math.min(TILE, height - y * TILE) };
}

/** The part of the photo that a tile shows, in the photo's pixels. */
export function tileRect(photo: Size, tile: TilePlace): Rect {
  const level = levelSize(photo, tile.level);
  const { width, height } = tileSize(photo, tile);
  const [perX, perY] = [photo.width / level.width, photo.height / level.height];
  const [left, top] = [tile.x * TILE * perX, tile.y * TILE * perY];
  return { left, top, right: left + width * perX, bottom: top + height * perY };
}

/** The tile of the next coarser level that shows what a tile does. */
export function parent({ level, x, y }: TilePlace): TilePlace {
  return { level: level + 1, x: x >> 1, y: y >> 1 };
}

/** The tiles of the next finer level that show what a tile does. */
export function children(photo: Size, { level, x, y }: TilePlace): TilePlace[] {
  if (level === 0) return [];
  const { width, height } = levelSize(photo, level - 1);
  return [0, 1, 2, 3]
    .map((i) => ({ level: level - 1, x: 2 * x + (i & 1), y: 2 * y + (i >> 1) }))
    .filter((tile) => tile.x * TILE < width && tile.y * TILE < height);
}

import type { Rect } from '../../document/raster-frame.ts';
import type { Size } from '../../document/size.ts';
import { type Look, levelCount, tileUrl } from '../../preload/urls.ts';
import type { BitmapCache } from './bitmap-cache.ts';
import type { BitmapRequest } from './bitmap-loader.ts';
import type { Point } from './camera.ts';
import { type Drawing, drawPart } from './drawing.ts';
import {
  children,
  levelAt,
  parent,
  type TilePlace,
  tileRect,
  tileSize,
  tilesIn,
} from './tile-grid.ts';

/** A photo of the project, or a look of it. */
export interface TiledPicture {
  /** With the session of its project. */
  readonly photo: Size & { readonly id: number; readonly session: string };
  readonly look: Look | null;
}

function urlOf({ photo, look }: TiledPicture, tile: TilePlace): string {
  return tileUrl(photo.session, { photo: photo.id, ...tile }, look);
}

/** Tiles that show a part of a photo at a zoom, and the coarsest one to stand in for them. */
export function tileRequests(picture: TiledPicture, zoom: number, seen: Rect): BitmapRequest[] {
  const { photo } = picture;
  const tiles = tilesIn(photo, levelAt(photo, zoom), seen);
  return [coarsest(photo), ...tiles].map((tile) => ({
    url: urlOf(picture, tile),
    raw: tileSize(photo, tile),
  }));
}

/** The tile that shows all of a photo. */
function coarsest(photo: Size): TilePlace {
  return { level: levelCount(photo) - 1, x: 0, y: 0 };
}

/** Whether there is something to show of all of a picture. */
export function hasCome(cache: BitmapCache, picture: TiledPicture): boolean {
  return cache.has(urlOf(picture, coarsest(picture.photo)));
}

/** A tiled picture, and how much of it shows. */
export interface Coat extends TiledPicture {
  readonly opacity: number;
}

/**
 * Draws of each tile the first picture that has come, sharp or else blurred.
 * @param coats those wanted most first; all of one photo
 */
export function drawTiles(drawing: Drawing, cache: BitmapCache, coats: readonly Coat[]): void {
  const [first] = coats;
  if (!first) return;
  const { photo } = first;
  const { context, placement, ratio, seen } = drawing;
  const zoom = placement.scale * ratio;
  // From twice its size on, a pixel is a square.
  context.setAttr('imageSmoothingEnabled', zoom < 2);
  for (const tile of tilesIn(photo, levelAt(photo, zoom), seen)) {
    const sharp = coats.find((one) => cache.has(urlOf(one, tile)));
    const coat = sharp ?? coats.find((one) => standIn(cache, one, tile));
    if (!coat) continue;
    context.setAttr('globalAlpha', coat.opacity);
    drawTile(drawing, cache, coat, tile);
  }
  context.setAttr('globalAlpha', 1);
}

function drawTile(drawing: Drawing, cache: BitmapCache, coat: TiledPicture, tile: TilePlace): void {
  const { photo } = coat;
  const bitmap = cache.get(urlOf(coat, tile));
  if (bitmap) {
    drawPart(drawing, bitmap, tileRect(photo, tile));
    return;
  }
  const coarser = standIn(cache, coat, tile);
  if (coarser) {
    const part = tileRect(photo, tile);
    const whole = tileRect(photo, coarser.tile);
    const [perX, perY] = [
      coarser.bitmap.width / (whole.right - whole.left),
      coarser.bitmap.height / (whole.bottom - whole.top),
    ];
    drawPart(drawing, coarser.bitmap, part, {
      left: (part.left - whole.left) * perX,
      top: (part.top - whole.top) * perY,
      right: (part.right - whole.left) * perX,
      bottom: (part.bottom - whole.top) * perY,
    });
  }
  // Where one has just zoomed out, finer tiles are at hand.
  for (const finer of children(photo, tile)) {
    const known = cache.get(urlOf(coat, finer));
    if (known) drawPart(drawing, known, tileRect(photo, finer));
  }
}

/** The finest tile at hand that shows more than a tile does. */
function standIn(
  cache: BitmapCache,
  picture: TiledPicture,
  tile: TilePlace,
): { tile: TilePlace; bitmap: ImageBitmap } | null {
  const levels = levelCount(picture.photo);
  for (let coarser = parent(tile); coarser.level < levels; coarser = parent(coarser)) {
    const bitmap = cache.get(urlOf(picture, coarser));
    if (bitmap) return { tile: coarser, bitmap };
  }
  return null;
}

/** The colour of the photo at a place, `#rrggbb`, by the finest tile at hand; null beside the photo. */
export function colourAt(
  cache: BitmapCache,
  photo: TiledPicture['photo'],
  { x, y }: Point,
): string | null {
  const spot = { left: x, top: y, right: x + 1e-6, bottom: y + 1e-6 };
  for (let level = 0; level < levelCount(photo); level++) {
    const [tile] = x < 0 || y < 0 ? [] : tilesIn(photo, level, spot);
    const bitmap = tile && cache.get(urlOf({ photo, look: null }, tile));
    if (!bitmap) continue;
    const { left, top, right, bottom } = tileRect(photo, tile);
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    if (!context) return null;
    const pixel = (share: number, side: number) => Math.min(side - 1, Math.floor(share * side));
    const column = pixel((x - left) / (right - left), bitmap.width);
    const row = pixel((y - top) / (bottom - top), bitmap.height);
    context.drawImage(bitmap, -column, -row);
    const { data } = context.getImageData(0, 0, 1, 1);
    return `#${[...data.slice(0, 3)].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  }
  return null;
}

import type { Size } from '../../document/size.ts';
import { MOST_ZOOM, withinZoomRange } from '../state/zoom-range.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where one looks, as the store keeps it (`state/viewing.ts`). */
export interface Camera {
  /** Pixels of the screen for one of the photo; null fits it. */
  readonly zoom: number | null;
  /** The photo's point in the middle; null for its own middle. */
  readonly centre: Point | null;
}

/** What a photo is looked at through, in CSS pixels. */
export interface Pane extends Size {
  /** Pixels of the screen for one of CSS. */
  readonly ratio: number;
}

/** Where a photo lies in a pane, in CSS pixels. */
export interface Placement {
  /** CSS pixels for one of the photo. */
  readonly scale: number;
  /** Of the photo's upper left corner. */
  readonly x: number;
  readonly y: number;
}

/** Around a photo that is fitted, in CSS pixels. */
const MARGIN = 24;

/** The zoom at which a photo fits into a pane. */
export function fitZoom(photo: Size, { width, height, ratio }: Pane): number {
  const room = (side: number) => Math.max(1, side - 2 * MARGIN) * ratio;
  return Math.min(MOST_ZOOM, room(width) / photo.width, room(height) / photo.height);
}

export function place(camera: Camera, photo: Size, pane: Pane): Placement {
  const { scale, x, y } = exactly(camera, photo, pane);
  // On whole pixels of the screen, so that at 100 % each of the photo's falls on one.
  const snap = (value: number) => Math.round(value * pane.ratio) / pane.ratio;
  return { scale, x: snap(x), y: snap(y) };
}

/** Zooms by a factor so that what is under a point of the pane stays there. */
export function zoomAround(
  camera: Camera,
  photo: Size,
  pane: Pane,
  point: Point,
  factor: number,
): Camera {
  const { scale, x, y } = exactly(camera, photo, pane);
  const zoom = withinZoomRange(scale * pane.ratio * factor, fitZoom(photo, pane));
  const next = zoom / pane.ratio;
  const centre = {
    x: (point.x - x) / scale - (point.x - pane.width / 2) / next,
    y: (point.y - y) / scale - (point.y - pane.height / 2) / next,
  };
  return { zoom, centre: within(centre, photo) };
}

/** Drags the photo by so many CSS pixels. */
export function dragBy(camera: Camera, photo: Size, pane: Pane, by: Point): Camera {
  const { scale } = exactly(camera, photo, pane);
  const { x, y } = camera.centre ?? middle(photo);
  const centre = { x: x - by.x / scale, y: y - by.y / scale };
  return { zoom: scale * pane.ratio, centre: within(centre, photo) };
}

/** The photo's point at a point of the pane. */
export function toPhoto({ scale, x, y }: Placement, point: Point): Point {
  return { x: (point.x - x) / scale, y: (point.y - y) / scale };
}

function exactly({ zoom, centre }: Camera, photo: Size, pane: Pane): Placement {
  const scale = (zoom ?? fitZoom(photo, pane)) / pane.ratio;
  const { x, y } = (zoom === null ? null : centre) ?? middle(photo);
  return { scale, x: pane.width / 2 - x * scale, y: pane.height / 2 - y * scale };
}

function middle({ width, height }: Size): Point {
  return { x: width / 2, y: height / 2 };
}

/** The middle of the pane is never off the photo, so that it cannot be lost. */
function within({ x, y }: Point, { width, height }: Size): Point {
  return { x: Math.max(0, Math.min(width, x)), y: Math.max(0, Math.min(height, y)) };
}

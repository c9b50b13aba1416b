import type { Rect } from '../../document/raster-frame.ts';
import type { Size } from '../../document/size.ts';
import type { Viewing } from '../state/viewing.ts';
import { type Camera, type Pane, type Placement, type Point, place } from './camera.ts';

/** A part of the canvas, and what it shows. */
export interface PaneState {
  /** In CSS pixels. */
  readonly clip: Rect;
  readonly placement: Placement;
  /** The photo as it was, what has become of it, or how far the two are apart. */
  readonly content: 'before' | 'after' | 'difference';
}

type Comparing = Pick<Viewing, 'compare' | 'isOriginalHeld' | 'divider'>;

/** The parts that a canvas is divided into: one, or two from left to right. */
export function panesOf(
  viewing: Comparing,
  camera: Camera,
  photo: Size,
  canvas: Pane,
): readonly PaneState[] {
  const { compare, isOriginalHeld, divider } = viewing;
  const { width, height } = canvas;
  const view = viewPane(viewing, canvas);
  const placement = place(camera, photo, view);
  const clip = { left: 0, top: 0, right: width, bottom: height };
  if (isOriginalHeld) return [{ clip, placement, content: 'before' }];
  const halves = (at: number, shift: number): readonly PaneState[] => [
    { clip: { ...clip, right: at }, placement, content: 'before' },
    {
      clip: { ...clip, left: at },
      placement: { ...placement, x: placement.x + shift },
      content: 'after',
    },
  ];
  if (compare === 'slider') return halves(divider * width, 0);
  if (compare === 'side-by-side') return halves(view.width, view.width);
  return [{ clip, placement, content: compare === 'difference' ? 'difference' : 'after' }];
}

/** What one looks through: half of the canvas where two views are side by side. */
export function viewPane({ compare, isOriginalHeld }: Comparing, canvas: Pane): Pane {
  const isHalf = compare === 'side-by-side' && !isOriginalHeld;
  return isHalf ? { ...canvas, width: Math.round(canvas.width / 2) } : canvas;
}

/** A place on the canvas in the view that it lies in. */
export function inView(viewing: Comparing, canvas: Pane, { x, y }: Point): Point {
  const { width } = viewPane(viewing, canvas);
  return { x: width < canvas.width && x >= width ? x - width : x, y };
}

/** The part of the photo that a pane shows. */
export function seenThrough({ clip, placement: { scale, x, y } }: PaneState): Rect {
  return {
    left: (clip.left - x) / scale,
    top: (clip.top - y) / scale,
    right: (clip.right - x) / scale,
    bottom: (clip.bottom - y) / scale,
  };
}

/** Where a part of the photo lies in a pane, in CSS pixels; what is beyond the pane is left out. */
export function partOf({ clip, placement: { scale, x, y } }: PaneState, part: Rect): Rect {
  return {
    left: Math.max(clip.left, x + part.left * scale),
    top: Math.max(clip.top, y + part.top * scale),
    right: Math.min(clip.right, x + part.right * scale),
    bottom: Math.min(clip.bottom, y + part.bottom * scale),
  };
}

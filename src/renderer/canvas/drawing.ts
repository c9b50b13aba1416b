import type { Context } from 'konva/lib/Context';
import type { Rect } from '../../document/raster-frame.ts';
import type { Placement } from './camera.ts';

/** Something to draw on, and where the photo lies on it. */
export interface Drawing {
  readonly context: Context;
  readonly placement: Placement;
  /** Pixels of the screen for one of CSS. */
  readonly ratio: number;
  /** The part of the photo that is seen, in its pixels. */
  readonly seen: Rect;
}

/**
 * Draws a picture where a part of the photo lies. Its edges fall on whole pixels of the screen, so that
 * neighbours leave no line between them.
 * @param from the part of the picture to draw, in its pixels; the whole one unless told
 */
export function drawPart(
  { context, placement: { scale, x, y }, ratio, seen }: Drawing,
  picture: ImageBitmap | OffscreenCanvas,
  part: Rect,
  from: Rect = { left: 0, top: 0, right: picture.width, bottom: picture.height },
): void {
  const { left, top, right, bottom } = part;
  if (left >= seen.right || right <= seen.left || top >= seen.bottom || bottom <= seen.top) return;
  const snap = (value: number) => Math.round(value * ratio) / ratio;
  const [x0, y0] = [snap(x + left * scale), snap(y + top * scale)];
  const [x1, y1] = [snap(x + right * scale), snap(y + bottom * scale)];
  context.drawImage(
    picture,
    ...([from.left, from.top, from.right - from.left, from.bottom - from.top] as const),
    ...([x0, y0, x1 - x0, y1 - y0] as const),
  );
}

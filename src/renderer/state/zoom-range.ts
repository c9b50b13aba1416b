/** Pixels of the screen for one of the photo; more than this shows no more. */
export const MOST_ZOOM = 32;

/** Least zoom, as a share of what fits. */
const LEAST_OF_FIT = 0.25;

/** A zoom, or the nearest at which there is something to see. @param fit the zoom at which the photo fits */
export function withinZoomRange(zoom: number, fit: number): number {
  return Math.max(Math.min(1, fit) * LEAST_OF_FIT, Math.min(MOST_ZOOM, zoom));
}

import type { Look } from '../../preload/urls.ts';

/** What lies over the photo on the canvas. */
type Shown =
  /** The strokes, to paint on. */
  | { readonly kind: 'strokes' }
  /** A cluster (or the one that is applied), as an export would write it. */
  | { readonly kind: 'look'; readonly look: Look }
  /** An iterate's small picture, scrubbed through. */
  | { readonly kind: 'iterate'; readonly iterate: number };

type Compare = 'off' | 'slider' | 'side-by-side' | 'difference';

/** How the photo is looked at. */
export interface Viewing {
  readonly shown: Shown;
  readonly compare: Compare;
  /** Where the compare slider stands, from 0 at the left to 1. */
  readonly divider: number;
  /** Whether the original is held up (`\` or Tab). */
  readonly isOriginalHeld: boolean;
  /**
   * The strength while its slider is dragged: the canvas mixes what it has at once; null otherwise.
   */
  readonly draftStrength: number | null;
  /** The card that is selected in the gallery: a cluster's number. */
  readonly selectedCluster: number | null;
  /** What the selected card is blended with, and the other's share, 0 to 1; null for nothing. */
  readonly blend: { readonly cluster: number; readonly weight: number } | null;
  /** The exploration in the gallery: the edit that it was started at; null for the newest. */
  readonly exploration: number | null;
  /** The cluster under the pointer in the gallery. */
  readonly hoveredCluster: number | null;
  /** The iterate under the pointer in the timeline or the map. */
  readonly hoveredIterate: number | null;
  /** Pixels of the screen for one of the photo; null fits it into the canvas. */
  readonly zoom: number | null;
  /** The zoom at which the photo fits: the canvas says it. */
  readonly fitZoom: number;
  /** The photo's point in the middle of the canvas, in its pixels; null for its own middle. */
  readonly centre: { readonly x: number; readonly y: number } | null;
}

export const DEFAULT_VIEWING: Viewing = {
  shown: { kind: 'strokes' },
  compare: 'off',
  divider: 0.5,
  isOriginalHeld: false,
  draftStrength: null,
  selectedCluster: null,
  blend: null,
  exploration: null,
  hoveredCluster: null,
  hoveredIterate: null,
  zoom: null,
  fitZoom: 1,
  centre: null,
};

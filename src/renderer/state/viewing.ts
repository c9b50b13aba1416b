import type { Look } from '../../preload/urls.ts';

/** What lies over the photo on the canvas. */
export type Shown =
  /** The strokes, to paint on. */
  | { readonly kind: 'strokes' }
  /** A cluster (or the one that is applied), as an export would write it. */
  | { readonly kind: 'look'; readonly look: Look }
  /** An iterate's small picture, scrubbed through. */
  | { readonly kind: 'iterate'; readonly iterate: number };

export type Compare = 'off' | 'slider' | 'side-by-side' | 'difference';

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
  /** The iterate under the pointer in the timeline or the map. */
  readonly hoveredIterate: number | null;
  /** Pixels of the screen for one of the photo; null fits it into the canvas. */
  readonly zoom: number | null;
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
  hoveredIterate: null,
  zoom: null,
  centre: null,
};

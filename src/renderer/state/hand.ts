/** What the pointer does. */
export type Tool = 'brush' | 'eraser' | 'picker' | 'move' | 'hand';

/** A brush as it was left; brush and eraser each remember their own. */
export interface BrushSettings {
  /** Diameter as a share of the photo's longer side, so that it suits any photo. */
  readonly size: number;
  readonly hardness: number;
  readonly opacity: number;
  /** How far the line lags behind the pointer to even out a shaking hand, 0 to 1. */
  readonly smoothing: number;
}

/** What the photographer holds. */
export interface Hand {
  readonly tool: Tool;
  readonly brush: BrushSettings;
  readonly eraser: BrushSettings;
  /** `#rrggbb` */
  readonly colour: string;
  /** The one that `X` swaps with, `#rrggbb`. */
  readonly otherColour: string;
  /** Id of the layer that strokes go to; null where the next stroke makes one. */
  readonly layer: string | null;
}

export const DEFAULT_HAND: Hand = {
  tool: 'brush',
  brush: { size: 0.04, hardness: 0.5, opacity: 0.8, smoothing: 0.3 },
  eraser: { size: 0.04, hardness: 0.5, opacity: 1, smoothing: 0.3 },
  colour: '#ffd9a0',
  otherColour: '#20303f',
  layer: null,
};

import type { Point } from './camera.ts';

/** A pointer's event, and where it is on the canvas in CSS pixels. */
export interface Pointing {
  readonly event: PointerEvent;
  readonly at: Point;
}

/** What a pointer does from when it is pressed until it is let go. */
export interface PointerGesture {
  move(pointing: Pointing): void;
  /** The pointer was let go. */
  end(pointing: Pointing): void;
  /** It came to nothing: what it did is taken back. */
  cancel(): void;
}

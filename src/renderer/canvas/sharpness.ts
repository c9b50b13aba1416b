/** Milliseconds that a frame may be waited for; at 60 a second, none takes longer. */
const PATIENCE = 20;

/** So many frames must come late before anything is drawn less sharp: one may for other reasons. */
const LATE_FRAMES = 2;

/** How many times fewer pixels a side has then. */
const COARSER = 2;

/**
 * How sharp the picture is drawn: as sharp as the screen is, but while the view moves and frames come late,
 * coarser. A machine without a graphics card then still follows the hand on a large screen.
 */
export class Sharpness {
  private isMoving = false;
  private late = 0;

  /** Pixels to draw for each of the screen's, along a side. */
  get share(): number {
    return this.isMoving && this.late >= LATE_FRAMES ? 1 / COARSER : 1;
  }

  /** The view moves. */
  move(): void {
    this.isMoving = true;
  }

  /** A frame has come. @param waited milliseconds since it was asked for */
  frame(waited: number): void {
    if (this.isMoving && waited > PATIENCE) this.late++;
  }

  /** The view rests. @returns whether what is drawn is not as sharp as it can be */
  rest(): boolean {
    const wasCoarse = this.share < 1;
    this.isMoving = false;
    // Ready to be coarse at once the next time, and to find out that it need not be.
    this.late = wasCoarse ? LATE_FRAMES - 1 : 0;
    return wasCoarse;
  }
}

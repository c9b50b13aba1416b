import { dragBy, type Point } from './camera.ts';
import type { PointerGesture, Pointing } from './gesture.ts';
import type { View } from './pointer-input.ts';

/** Drags the photo. */
export class PanGesture implements PointerGesture {
  private readonly view: View;
  private last: Point;

  constructor(view: View, { at }: Pointing) {
    this.view = view;
    this.last = at;
  }

  move({ at }: Pointing): void {
    const { camera, photo, pane } = this.view;
    this.view.look(dragBy(camera, photo, pane, { x: at.x - this.last.x, y: at.y - this.last.y }));
    this.last = at;
  }

  end(): void {
    // The photo stays where it was dragged.
  }

  cancel(): void {
    // So it does where a second finger comes.
  }
}

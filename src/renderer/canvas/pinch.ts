import { dragBy, type Point, zoomAround } from './camera.ts';
import type { View } from './pointer-input.ts';

/** Two fingers drag and zoom the photo. */
export class PinchGesture {
  private readonly view: View;
  private before: Spread;

  constructor(view: View, fingers: readonly [Point, Point]) {
    this.view = view;
    this.before = spread(fingers);
  }

  move(fingers: readonly [Point, Point]): void {
    const { before } = this;
    const now = spread(fingers);
    const { camera, photo, pane } = this.view;
    const by = { x: now.middle.x - before.middle.x, y: now.middle.y - before.middle.y };
    const dragged = dragBy(camera, photo, pane, by);
    this.view.look(zoomAround(dragged, photo, pane, now.middle, now.apart / before.apart));
    this.before = now;
  }
}

interface Spread {
  readonly middle: Point;
  /** At least a pixel: fingers can be nearer than can be told. */
  readonly apart: number;
}

function spread([a, b]: readonly [Point, Point]): Spread {
  return {
    middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
    apart: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)),
  };
}

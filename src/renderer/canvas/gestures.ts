import type { Size } from '../../document/raster-frame.ts';
import { type Camera, dragBy, type Pane, type Point, zoomAround } from './camera.ts';
import type { Gesture, Pointing } from './gesture.ts';

/** What gestures look through, and how they turn it. */
export interface View {
  readonly photo: Size;
  readonly pane: Pane;
  readonly camera: Camera;
  look(camera: Camera): void;
}

/** Drags the photo. */
export class PanGesture implements Gesture {
  private readonly view: () => View;
  private last: Point;

  constructor(view: () => View, { at }: Pointing) {
    this.view = view;
    this.last = at;
  }

  move({ at }: Pointing): void {
    const { camera, photo, pane, look } = this.view();
    look(dragBy(camera, photo, pane, { x: at.x - this.last.x, y: at.y - this.last.y }));
    this.last = at;
  }

  end(): void {
    // The photo stays where it was dragged.
  }

  cancel(): void {
    // So it does where a second finger comes.
  }
}

/** Two fingers drag and zoom the photo. */
export class PinchGesture {
  private readonly view: () => View;
  private fingers: readonly [Point, Point];

  constructor(view: () => View, fingers: readonly [Point, Point]) {
    this.view = view;
    this.fingers = fingers;
  }

  move(fingers: readonly [Point, Point]): void {
    const { camera, photo, pane, look } = this.view();
    const [before, now] = [this.fingers, fingers].map(([a, b]) => ({
      middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
      apart: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)),
    })) as [Spread, Spread];
    const by = { x: now.middle.x - before.middle.x, y: now.middle.y - before.middle.y };
    const dragged = dragBy(camera, photo, pane, by);
    look(zoomAround(dragged, photo, pane, now.middle, now.apart / before.apart));
    this.fingers = fingers;
  }
}

interface Spread {
  readonly middle: Point;
  readonly apart: number;
}

/** Does something with every place that the pointer comes to: picks a colour, slides the divider. */
export class FollowGesture implements Gesture {
  private readonly follow: (at: Point) => void;
  private readonly settle: () => void;

  constructor(follow: (at: Point) => void, settle: () => void, { at }: Pointing) {
    this.follow = follow;
    this.settle = settle;
    follow(at);
  }

  move({ at }: Pointing): void {
    this.follow(at);
  }

  end(): void {
    this.settle();
  }

  cancel(): void {
    this.settle();
  }
}

import type { Point } from './camera.ts';
import type { PointerGesture, Pointing } from './gesture.ts';

/** Does something with every place that the pointer comes to: picks a colour, slides the divider. */
export class FollowGesture implements PointerGesture {
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

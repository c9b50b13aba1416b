import type { Layer, Stroke } from '../../document/records.ts';
import { commit } from '../state/commit.ts';
import { notifyError } from '../state/notices.ts';
import type { Point } from './camera.ts';
import type { PointerGesture, Pointing } from './gesture.ts';
import type { StrokeSheet } from './stroke-sheet.ts';

/** What is moved. */
interface Moved {
  readonly layer: Layer;
  readonly sheet: StrokeSheet;
  /** The layer's strokes as the document holds them now. */
  strokes(): readonly Stroke[];
  toPhoto(point: Point): Point;
  /** The layer lies somewhere else. */
  shows(): void;
}

/** Moves all strokes of a layer. */
export class MoveGesture implements PointerGesture {
  private readonly moved: Moved;
  private readonly start: Point;

  constructor(moved: Moved, { at }: Pointing) {
    this.moved = moved;
    this.start = moved.toPhoto(at);
    moved.sheet.work();
  }

  move({ at }: Pointing): void {
    const { x, y } = this.moved.toPhoto(at);
    this.moved.sheet.offset = { x: x - this.start.x, y: y - this.start.y };
    this.moved.shows();
  }

  end(): void {
    const { layer, strokes, sheet } = this.moved;
    const { x, y } = sheet.offset;
    if (x === 0 && y === 0) return;
    const put = strokes().map((stroke) => ({ ...stroke, points: shifted(stroke.points, x, y) }));
    // Others took them away meanwhile.
    if (put.length === 0) this.cancel();
    else commit({ label: `Move strokes: ${layer.name}`, put }).catch(notifyError);
  }

  cancel(): void {
    this.moved.sheet.offset = { x: 0, y: 0 };
    this.moved.shows();
  }
}

function shifted(points: readonly number[], x: number, y: number): number[] {
  const by = [x, y, 0];
  return points.map((value, i) => Math.round((value + (by[i % 3] as number)) * 1000) / 1000);
}

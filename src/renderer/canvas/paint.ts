import { Coverage } from '../../document/coverage.ts';
import { type Paint, paintOf } from '../../document/layer-raster.ts';
import { type Rect, union } from '../../document/raster-frame.ts';
import { recordId } from '../../document/record-id.ts';
import type { Layer, Stroke } from '../../document/records.ts';
import { commit } from '../state/commit.ts';
import type { BrushSettings, Hand } from '../state/hand.ts';
import { INTENT_NAMES } from '../state/layers.ts';
import { notifyError } from '../state/notices.ts';
import type { Point } from './camera.ts';
import type { PointerGesture, Pointing } from './gesture.ts';
import { type Sample, StrokePath } from './stroke-path.ts';
import type { StrokeSheet } from './stroke-sheet.ts';

/** Least distance between a stroke's points, as a share of its radius, and in CSS pixels. */
const SPACING = { radius: 0.08, css: 0.5 };

/** What a stroke is drawn with and onto. */
export interface PaintTarget {
  readonly layer: Layer;
  readonly sheet: StrokeSheet;
  /** Photo, in pixels. */
  readonly longer: number;
  /** CSS pixels for one of the photo. */
  readonly scale: number;
  /** Whether the document does not hold the layer, or no more. */
  isNew(): boolean;
  toPhoto(point: Point): Point;
  /** What of the pointer's event is on the canvas. */
  at(event: PointerEvent): Point;
  /** There is something new to draw: `flush()` is to be called with the next frame. */
  changed(): void;
  /** @param end where the stroke ended, in the photo's pixels */
  ended(end: Point): void;
  /** The stroke came to nothing. */
  cancelled(): void;
}

/** What is held to paint with, and whether the pen's pressure tells. */
export interface PaintTool extends Pick<Hand, 'colour'> {
  readonly tool: Stroke['tool'];
  readonly brush: BrushSettings;
  readonly pressure: { readonly size: boolean; readonly opacity: boolean };
}

/** Draws one stroke: seen as it grows, and saved once when the pointer is let go. */
export class PaintGesture implements PointerGesture {
  private readonly target: PaintTarget;
  private readonly stroke: Omit<Stroke, 'points'>;
  private readonly paint: Paint;
  private readonly coverage: Coverage;
  private readonly path: StrokePath;
  /** Where the line has grown and is not laid yet. */
  private wet: Rect | null = null;
  private readonly under = new Map<number, Uint8ClampedArray<ArrayBuffer>>();

  /** @param from where a straight line begins; null for a line as it is drawn */
  constructor(target: PaintTarget, tool: PaintTool, start: Pointing, from: Point | null) {
    this.target = target;
    const { brush, pressure } = tool;
    const size = Math.round(brush.size * target.longer * 100) / 100;
    const isPen = start.event.pointerType === 'pen';
    this.stroke = {
      kind: 'stroke',
      id: recordId('stroke'),
      layer: target.layer.id,
      tool: tool.tool,
      colour: tool.colour,
      size,
      hardness: brush.hardness,
      opacity: brush.opacity,
      ...(isPen && pressure.size && { pressureSize: true }),
      ...(isPen && pressure.opacity && { pressureOpacity: true }),
    };
    this.paint = paintOf(tool.tool, tool.colour, brush.opacity);
    this.coverage = new Coverage(target.sheet.raster.frame, this.stroke);
    const spacing = Math.max((SPACING.radius * size) / 2, SPACING.css / target.scale);
    this.path = new StrokePath(from ? 0 : brush.smoothing, spacing);
    // All that was drawn before lies below.
    target.sheet.work();
    if (from) this.extend(this.path.add({ ...this.sample(start), ...from }));
    this.extend(this.path.add(this.sample(start)));
  }

  move({ event }: Pointing): void {
    const events = event.getCoalescedEvents();
    for (const one of events.length > 0 ? events : [event]) {
      this.extend(this.path.add(this.sample({ event: one, at: this.target.at(one) })));
    }
  }

  end(pointing: Pointing): void {
    const { layer, isNew, sheet } = this.target;
    this.extend(this.path.finish(this.lastSample(pointing)));
    this.flush();
    // Beside the photo nothing is painted, and there is nothing to undo.
    if (this.under.size === 0) {
      this.cancel();
      return;
    }
    const stroke: Stroke = { ...this.stroke, points: this.path.points };
    sheet.adopt(stroke);
    this.target.ended(this.target.toPhoto(pointing.at));
    const name = INTENT_NAMES[layer.intent];
    const label = stroke.tool === 'eraser' ? `Erase on ${layer.name}` : `${name} stroke`;
    commit({ label, put: isNew() ? [layer, stroke] : [stroke] }).catch(notifyError);
  }

  cancel(): void {
    this.target.sheet.restore(this.under);
    this.target.cancelled();
  }

  /** Lays what has grown since the last frame, all at once. */
  flush(): void {
    if (this.wet) this.target.sheet.lay(this.coverage, this.paint, this.wet, this.under);
    this.wet = null;
  }

  private extend(points: readonly number[]): void {
    for (let i = 0; i < points.length; i += 3) {
      const [x, y, pressure] = points.slice(i, i + 3) as [number, number, number];
      this.wet = union(this.wet, this.coverage.extend(x, y, pressure));
    }
    this.target.changed();
  }

  private sample({ event, at }: Pointing): Sample {
    // Only a pen knows how hard it is pressed.
    const pressure = event.pointerType === 'pen' ? event.pressure : 1;
    return { ...this.target.toPhoto(at), pressure, time: event.timeStamp };
  }

  /** A pen that is lifted presses no more: it ends as hard as it was. */
  private lastSample(pointing: Pointing): Sample {
    const pressure = this.path.points.at(-1) ?? 1;
    return { ...this.sample(pointing), pressure };
  }
}

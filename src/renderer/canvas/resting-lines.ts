import { controlsOf } from '../../document/controls.ts';
import { isSeen } from '../../document/layers.ts';
import { useStore } from '../state/store.ts';
import type { Viewing } from '../state/viewing.ts';
import { AreaLines } from './area-lines.ts';
import { type PaintedArea, paintedArea } from './painted-area.ts';
import type { StrokeSheets } from './stroke-sheets.ts';
import type { Viewpoint } from './viewpoint.ts';

/** Milliseconds of rest until lines are found anew. */
const REST = 150;

/**
 * Lines around where the photo may change. They come back when all rests: with every frame they would have
 * to be drawn anew.
 */
export class RestingLines {
  private readonly lines = new AreaLines();
  private readonly sheets: StrokeSheets;
  private readonly viewpoint: Viewpoint;
  private readonly isBusy: () => boolean;
  /** Where the photo may change; null until it is found. */
  private area: PaintedArea | null = null;
  private areShown = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param isBusy whether the hand is at work */
  constructor(sheets: StrokeSheets, viewpoint: Viewpoint, isBusy: () => boolean) {
    this.sheets = sheets;
    this.viewpoint = viewpoint;
    this.isBusy = isBusy;
  }

  end(): void {
    clearTimeout(this.timer);
    this.lines.stop();
  }

  get layer(): AreaLines['layer'] {
    return this.lines.layer;
  }

  /** What is painted has changed: lines around it are found anew. */
  forget(): void {
    this.area = null;
    this.areShown = false;
  }

  /** Takes them off, until `await()` has seen some rest. */
  hide(): void {
    this.lines.hide();
    this.areShown = false;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Brings them back when all rests, if they are not there. */
  await(): void {
    if (this.areShown) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.isBusy()) this.await();
      else this.show();
    }, REST);
  }

  /** Whether they belong to a view. */
  areSeen({ shown, compare, isOriginalHeld }: Viewing): boolean {
    return shown.kind === 'strokes' && compare === 'off' && !isOriginalHeld;
  }

  private show(): void {
    const { records, viewing } = useStore.getState();
    const { area, feather } = controlsOf(records);
    this.areShown = true;
    if (area !== 'strokes' || !this.areSeen(viewing)) {
      this.lines.hide();
      return;
    }
    const layers = this.sheets.all
      .filter(({ layer }) => isSeen(layer))
      .map(({ sheet }) => sheet.raster);
    this.area ??= paintedArea(this.sheets.frame, layers, feather);
    this.lines.show(this.area, this.viewpoint.placement);
  }
}

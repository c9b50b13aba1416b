import { recordId } from '../../document/record-id.ts';
import type { Layer, Stroke } from '../../document/records.ts';
import { lockOf } from '../state/current.ts';
import type { Tool } from '../state/hand.ts';
import { hold } from '../state/hold.ts';
import { newLayer } from '../state/layers.ts';
import { notify } from '../state/notices.ts';
import { useStore } from '../state/store.ts';
import { look } from '../state/view.ts';
import type { BitmapCache } from './bitmap-cache.ts';
import type { Point } from './camera.ts';
import { FollowGesture } from './follow.ts';
import type { PointerGesture, Pointing } from './gesture.ts';
import { MoveGesture } from './move-strokes.ts';
import { PaintGesture } from './paint.ts';
import { PanGesture } from './pan.ts';
import type { StrokeSheets } from './stroke-sheets.ts';
import { colourAt } from './tile-sheet.ts';
import type { Viewpoint } from './viewpoint.ts';

/** What tools work on. */
export interface Workbench {
  readonly viewpoint: Viewpoint;
  readonly sheets: StrokeSheets;
  /** Tiles of the photo, to pick colours from. */
  readonly cache: BitmapCache;
  at(event: MouseEvent): Point;
  /** Strokes have changed: they are drawn with the next frame. */
  changed(): void;
  /** Everything is drawn anew. */
  redraw(): void;
}

/** The tools by which the pointer changes the document or the view. */
export class Tools {
  private readonly bench: Workbench;
  /** Where the last stroke ended, in the photo's pixels: a straight line begins there. */
  private lastPoint: Point | null = null;

  constructor(bench: Workbench) {
    this.bench = bench;
  }

  /** What pressing the pointer begins; null where the tool can do nothing there. */
  begin(tool: Tool, pointing: Pointing): PointerGesture | null {
    if (tool === 'hand') return new PanGesture(this.bench.viewpoint, pointing);
    if (tool === 'picker') return this.pick(pointing);
    const lock = lockOf(useStore.getState());
    if (lock !== null) {
      notify({ kind: 'note', title: 'Nothing was painted', message: lock, details: '' });
      return null;
    }
    return tool === 'move' ? this.move(pointing) : this.paint(tool, pointing);
  }

  private pick(pointing: Pointing): PointerGesture {
    const { cache, viewpoint } = this.bench;
    const follow = (at: Point) => {
      const colour = colourAt(cache, viewpoint.photo, viewpoint.onPhoto(at));
      if (colour) hold({ colour });
    };
    return new FollowGesture(follow, () => undefined, pointing);
  }

  private move(pointing: Pointing): PointerGesture | null {
    const { sheets, viewpoint, redraw } = this.bench;
    const toPhoto = (at: Point) => viewpoint.onPhoto(at);
    const layer = this.layerInHand() ?? this.topLayer();
    const sheet = layer && sheets.of(layer.id);
    if (!sheet) return null;
    const strokes = () =>
      [...useStore.getState().records.values()]
        .filter((record) => record.kind === 'stroke')
        .filter((stroke) => stroke.layer === layer.id);
    return new MoveGesture({ layer, strokes, sheet, toPhoto, shows: redraw }, pointing);
  }

  private paint(tool: Stroke['tool'], pointing: Pointing): PointerGesture | null {
    const { hand, preferences } = useStore.getState();
    const known = this.layerInHand() ?? (tool === 'eraser' ? this.topLayer() : null);
    if (!known && tool === 'eraser') return null;
    if (known && !known.visible) {
      const message = `The layer "${known.name}" is hidden. Show it in the list of layers to paint on it.`;
      notify({ kind: 'note', title: 'Nothing was painted', message, details: '' });
      return null;
    }
    const showBefore = this.showStrokes();
    const { viewpoint, sheets, at, changed, redraw } = this.bench;
    const { photo, placement } = viewpoint;
    const layer = known ?? this.comingLayer();
    const sheet = sheets.of(layer.id);
    if (!sheet) throw new Error(`there is no sheet for the layer ${layer.id}`);
    const forget = () => {
      showBefore();
      if (!known) {
        sheets.expect(null);
        if (useStore.getState().hand.layer === layer.id) hold({ layer: null });
      }
      redraw();
    };
    const ended = (end: Point) => {
      this.lastPoint = end;
    };
    return new PaintGesture(
      {
        ...{ layer, sheet, scale: placement.scale },
        isNew: () => !useStore.getState().records.has(layer.id),
        longer: Math.max(photo.width, photo.height),
        ...{
          toPhoto: (point: Point) => viewpoint.onPhoto(point),
          at,
          changed,
          ended,
          cancelled: forget,
        },
      },
      { tool, brush: hand[tool], colour: hand.colour, pressure: preferences.pressure },
      pointing,
      pointing.event.shiftKey ? this.lastPoint : null,
    );
  }

  /**
   * Strokes are painted where they can be seen.
   * @returns shows what was seen before, unless something else has been chosen since
   */
  private showStrokes(): () => void {
    const { shown, compare } = useStore.getState().viewing;
    const isCovered = compare === 'difference';
    if (shown.kind === 'strokes' && !isCovered) return () => undefined;
    const painted = { shown: { kind: 'strokes' }, compare: isCovered ? 'off' : compare } as const;
    look(painted);
    return () => {
      const now = useStore.getState().viewing;
      if (now.shown === painted.shown && now.compare === painted.compare) look({ shown, compare });
    };
  }

  /** A layer that the stroke is to make. */
  private comingLayer(): Layer {
    const { viewpoint, sheets, redraw } = this.bench;
    const layers = sheets.all.map(({ layer }) => layer);
    const layer = newLayer(layers, {
      id: recordId('layer'),
      photo: viewpoint.photo.id,
      intent: 'colour',
    });
    sheets.expect(layer);
    hold({ layer: layer.id });
    redraw();
    return layer;
  }

  private layerInHand(): Layer | null {
    const { hand } = useStore.getState();
    return this.bench.sheets.all.find(({ layer }) => layer.id === hand.layer)?.layer ?? null;
  }

  private topLayer(): Layer | null {
    return this.bench.sheets.all.findLast(({ layer }) => layer.visible)?.layer ?? null;
  }
}

import Konva from 'konva';
import type { Context } from 'konva/lib/Context';
import type { Rect } from '../../document/raster-frame.ts';
import type { Layer } from '../../document/records.ts';
import type { Size } from '../../document/size.ts';
import type { BitmapCache } from './bitmap-cache.ts';
import { type Drawing, drawPart } from './drawing.ts';
import { type PaneState, partOf, seenThrough } from './panes.ts';
import type { SheetOfLayer } from './stroke-sheets.ts';
import { type Coat, drawTiles, type TiledPicture } from './tile-sheet.ts';

/** All that is drawn. */
export interface PictureState {
  readonly photo: TiledPicture['photo'];
  readonly ratio: number;
  readonly panes: readonly PaneState[];
  /** Looks over the photo, those wanted most first. */
  readonly coats: readonly Coat[];
  /** URL of a small picture over the whole photo; null for none. */
  readonly iterate: string | null;
  /** Layers of strokes, the lowest first. */
  readonly strokes: readonly SheetOfLayer[];
}

const BLENDS: Readonly<Record<Layer['intent'], GlobalCompositeOperation>> = {
  colour: 'source-over',
  'make-up': 'source-over',
  light: 'screen',
  shadow: 'multiply',
};

/** A map of differences is doubled so often: four times the difference is seen. */
const DOUBLINGS = 2;

/** How much larger than they are differences are shown. */
export const AMPLIFICATION = 2 ** DOUBLINGS;

const INFINITE = Number.POSITIVE_INFINITY;
const WHOLE: Rect = { left: 0, top: 0, right: INFINITE, bottom: INFINITE };

/** The photo and all that lies over it, in one Konva layer, so that each blends with what is below. */
export class Picture {
  readonly layer = new Konva.Layer({ listening: false, clearBeforeDraw: false });
  private readonly surround = new Konva.Rect();
  private readonly panes: readonly PaneNodes[];
  private ratio = 0;

  constructor(cache: BitmapCache) {
    this.panes = [new PaneNodes(cache), new PaneNodes(cache)];
    this.layer.add(this.surround, ...this.panes.map(({ group }) => group));
  }

  /** @param colour of what is around the photo */
  show(state: PictureState, colour: string): void {
    if (state.ratio !== this.ratio) this.layer.getCanvas().setPixelRatio(state.ratio);
    this.ratio = state.ratio;
    const stage = this.layer.getStage();
    this.surround.setAttrs({ width: stage.width(), height: stage.height(), fill: colour });
    for (const [i, nodes] of this.panes.entries()) nodes.show(state, state.panes[i]);
  }

  /** @param part the part to draw anew, in CSS pixels; null for all of it */
  draw(part: Rect | null): void {
    const stage = this.layer.getStage();
    const { left, top, right, bottom } = part ?? WHOLE;
    // Cut along whole pixels of the screen: half of one would be blended with what was there.
    const out = (value: number, round: (value: number) => number) =>
      round(value * this.ratio) / this.ratio;
    const [x, y] = [Math.max(0, out(left, Math.floor)), Math.max(0, out(top, Math.floor))];
    const [width, height] = [
      Math.min(stage.width(), out(right, Math.ceil)) - x,
      Math.min(stage.height(), out(bottom, Math.ceil)) - y,
    ];
    if (width <= 0 || height <= 0) return;
    this.layer.clip({ x, y, width, height });
    this.layer.drawScene();
  }
}

/** One pane's nodes. */
class PaneNodes {
  readonly group = new Konva.Group();
  private readonly cache: BitmapCache;
  private readonly photo = new Konva.Shape();
  private readonly looks = new Konva.Shape();
  private readonly iterate = new Konva.Shape();
  private readonly strokes = new Konva.Group();
  private readonly original = new Konva.Shape({ globalCompositeOperation: 'difference' });
  private readonly amplifier = new Konva.Shape({ globalCompositeOperation: 'lighter' });

  constructor(cache: BitmapCache) {
    this.cache = cache;
    const { photo, looks, iterate, strokes, original, amplifier } = this;
    this.group.add(photo, looks, iterate, strokes, original, amplifier);
  }

  show(state: PictureState, pane: PaneState | undefined): void {
    this.group.visible(pane !== undefined);
    if (!pane) return;
    const { photo, ratio, coats, iterate } = state;
    const { placement, content } = pane;
    const whole = { left: 0, top: 0, right: photo.width, bottom: photo.height };
    // Strokes and looks are the photo's: what is around it stays as it is.
    this.group.clip(boxOf(partOf(pane, whole)));
    const seen = seenThrough(pane);
    const drawer = (draw: (drawing: Drawing) => void) => (context: Context) =>
      draw({ context, placement, ratio, seen });
    const bare = drawer((drawing) =>
      drawTiles(drawing, this.cache, [{ photo, look: null, opacity: 1 }]),
    );
    const isChanged = content !== 'before';

    this.photo.sceneFunc(bare);
    this.looks.visible(isChanged && coats.length > 0);
    this.looks.sceneFunc(drawer((drawing) => drawTiles(drawing, this.cache, coats)));
    this.iterate.visible(isChanged && iterate !== null);
    this.iterate.sceneFunc(
      drawer((drawing) => {
        const bitmap = iterate === null ? undefined : this.cache.get(iterate);
        drawing.context.setAttr('imageSmoothingEnabled', true);
        if (bitmap) drawPart(drawing, bitmap, whole);
      }),
    );
    this.strokes.visible(isChanged);
    this.showStrokes(isChanged ? state.strokes : [], drawer);

    const isDifference = content === 'difference';
    this.original.visible(isDifference);
    this.original.sceneFunc(bare);
    this.amplifier.visible(isDifference);
    this.amplifier.sceneFunc((context) => this.double(context, boxOf(pane.clip), ratio));
  }

  private showStrokes(
    sheets: readonly SheetOfLayer[],
    drawer: (draw: (drawing: Drawing) => void) => (context: Context) => void,
  ): void {
    const { children } = this.strokes;
    while (children.length > sheets.length) children.at(-1)?.destroy();
    while (children.length < sheets.length) this.strokes.add(new Konva.Shape());
    for (const [i, { layer, sheet }] of sheets.entries()) {
      children[i]?.setAttrs({
        visible: layer.visible,
        opacity: layer.opacity,
        globalCompositeOperation: BLENDS[layer.intent],
        sceneFunc: drawer((drawing) => {
          drawing.context.setAttr('imageSmoothingEnabled', true);
          sheet.draw(drawing);
        }),
      });
    }
  }

  /** Adds what is drawn to itself. */
  private double(context: Context, { x, y, width, height }: Box, ratio: number): void {
    const canvas = this.group.getLayer()?.getNativeCanvasElement();
    if (!canvas) return;
    const from = [x * ratio, y * ratio, width * ratio, height * ratio] as const;
    for (let i = 0; i < DOUBLINGS; i++) context.drawImage(canvas, ...from, x, y, width, height);
  }
}

interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

function boxOf({ left, top, right, bottom }: Rect): Box {
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

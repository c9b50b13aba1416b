import Konva from 'konva';
import { controlsOf } from '../../document/controls.ts';
import { type Rect, union } from '../../document/raster-frame.ts';
import { recordId } from '../../document/record-id.ts';
import type { Layer, Stroke } from '../../document/records.ts';
import type { PhotoState } from '../../preload/project-state.ts';
import { previewUrl } from '../../preload/urls.ts';
import type { Tool } from '../state/hand.ts';
import { notify, notifyError } from '../state/notices.ts';
import { type State, useStore } from '../state/store.ts';
import { AreaLines } from './area-lines.ts';
import { BitmapCache } from './bitmap-cache.ts';
import { BitmapLoader } from './bitmap-loader.ts';
import { BrushRing } from './brush-ring.ts';
import {
  type Camera,
  dragBy,
  type Pane,
  type Placement,
  type Point,
  place,
  toPhoto,
  zoomAround,
} from './camera.ts';
import { DIVIDER_REACH, Divider } from './divider.ts';
import type { Gesture, Pointing } from './gesture.ts';
import { FollowGesture, PanGesture, PinchGesture, type View } from './gestures.ts';
import { type HeldKeys, listenToHeldKeys } from './held-keys.ts';
import { LookCoats } from './look-coats.ts';
import { MoveGesture } from './move-strokes.ts';
import { PaintGesture } from './paint.ts';
import { paintedArea } from './painted-area.ts';
import { AMPLIFICATION, type PaneState, Picture } from './picture.ts';
import { StrokeSheets } from './stroke-sheets.ts';
import { colourAt, tileRequests } from './tile-sheet.ts';

/** Bytes of decoded pictures to keep. */
const MEMORY = 256 * 2 ** 20;

/** Milliseconds of a frame that drawing strokes anew may take. */
const BUDGET = 8;

/** Milliseconds without a change until the store is told where one looks, and lines are found anew. */
const PAUSE = { camera: 150, lines: 120 };

/** How fast the wheel zooms, per CSS pixel it turns; a pinch on a touchpad comes as a wheel with Ctrl. */
const WHEEL = { zoom: 0.0018, pinch: 0.01, line: 16 };

/** CSS pixels that an arrow key moves the photo by. */
const ARROW = 64;

// Everything is drawn when this canvas says so, once a frame.
Konva.autoDrawEnabled = false;

/** The canvas of one photo: shows what the store holds, and turns what the pointer does into gestures. */
export class PhotoCanvas {
  private readonly photo: PhotoState;
  private readonly root: HTMLElement;
  private readonly stage: Konva.Stage;
  private readonly cache = new BitmapCache(MEMORY);
  private readonly loader: BitmapLoader;
  private readonly picture = new Picture(this.cache);
  private readonly lines = new AreaLines();
  private readonly ring: BrushRing;
  private readonly divider: Divider;
  private readonly sheets: StrokeSheets;
  private readonly coats: LookCoats;
  private readonly ends: (() => void)[] = [];

  private camera: Camera;
  private pane: Pane = { width: 1, height: 1, ratio: 1 };
  /** Where the divider stands while it is dragged. */
  private draggedDivider: number | null = null;
  private held: HeldKeys = { hand: false, picker: false, original: false };
  /** URL of the last iterate's picture that came. */
  private iterate: string | null = null;

  private gesture: Gesture | null = null;
  private pinch: PinchGesture | null = null;
  private readonly fingers = new Map<number, Point>();
  private pointer: Point | null = null;
  /** Where the last stroke ended, in the photo's pixels: a straight line begins there. */
  private lastPoint: Point | null = null;

  private frame = 0;
  private isAllStale = true;
  /** What else is to be drawn anew, in the raster's pixels. */
  private stale: Rect | null = null;
  private areLinesStale = true;
  private cameraTimer: ReturnType<typeof setTimeout> | undefined;
  private linesTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, photo: PhotoState) {
    this.root = root;
    this.photo = photo;
    this.sheets = new StrokeSheets(photo);
    this.coats = new LookCoats();
    const container = document.createElement('div');
    root.append(container);
    this.stage = new Konva.Stage({ container, width: 1, height: 1, listening: false });
    this.stage.add(this.picture.layer, this.lines.layer);
    this.loader = new BitmapLoader(this.cache, () => this.redraw(), notifyError);
    this.divider = new Divider(root, (divider) => setViewing({ divider }));
    this.ring = new BrushRing(root);
    const { viewing, records } = useStore.getState();
    this.camera = viewing;
    this.sheets.follow(records);
    this.listen();
  }

  /** Lets go of all that it holds. */
  destroy(): void {
    for (const end of this.ends) end();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.cameraTimer);
    clearTimeout(this.linesTimer);
    this.lines.stop();
    this.loader.want([]);
    this.cache.clear();
    this.stage.destroy();
    this.root.replaceChildren();
  }

  private listen(): void {
    const { root, ends } = this;
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      hear: (event: HTMLElementEventMap[Name]) => void,
    ) => {
      root.addEventListener(name, hear, { passive: false });
      ends.push(() => root.removeEventListener(name, hear));
    };
    on('pointerdown', (event) => this.press(event));
    on('pointermove', (event) => this.point(event));
    on('pointerup', (event) => this.letGo(event));
    on('pointercancel', (event) => this.lose(event));
    on('lostpointercapture', (event) => this.lose(event));
    on('pointerleave', () => {
      this.pointer = null;
      this.showTool();
    });
    on('wheel', (event) => this.turnWheel(event));
    on('keydown', (event) => this.pressKey(event));
    ends.push(
      listenToHeldKeys(root, (held) => {
        if (held.original !== this.held.original) setViewing({ isOriginalHeld: held.original });
        this.held = held;
        this.showTool();
      }),
      useStore.subscribe((state, before) => this.follow(state, before)),
    );
    const resize = new ResizeObserver(() => this.resize());
    resize.observe(root);
    ends.push(() => resize.disconnect());
    const theme = new MutationObserver(() => this.redraw());
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    ends.push(() => theme.disconnect());
  }

  private resize(): void {
    const { width, height } = this.root.getBoundingClientRect();
    const ratio = devicePixelRatio;
    this.pane = { width: Math.max(1, width), height: Math.max(1, height), ratio };
    for (const layer of [this.picture.layer, this.lines.layer]) {
      layer.getCanvas().setPixelRatio(ratio);
    }
    this.stage.size(this.pane);
    this.redraw();
    this.showTool();
  }

  private follow(state: State, before: State): void {
    const { viewing } = state;
    if (viewing.zoom !== before.viewing.zoom || viewing.centre !== before.viewing.centre) {
      clearTimeout(this.cameraTimer);
      this.camera = { zoom: viewing.zoom, centre: viewing.centre };
    }
    if (state.records !== before.records) {
      this.sheets.follow(state.records);
      this.areLinesStale = true;
    }
    if (state.isConnected && !before.isConnected) this.loader.retry();
    if (state.hand !== before.hand || state.project !== before.project) this.showTool();
    if (viewing !== before.viewing || state.records !== before.records) {
      this.areLinesStale ||= viewing.shown.kind !== before.viewing.shown.kind;
      this.redraw();
    }
  }

  // Drawing

  /** Draws everything anew with the next frame. */
  private redraw(): void {
    this.isAllStale = true;
    this.schedule();
  }

  private schedule(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    if (this.sheets.isBehind) {
      const shown = this.sheets.work(performance.now() + BUDGET);
      if (shown) this.stale = union(this.stale, shown);
      this.areLinesStale = true;
      if (this.sheets.isBehind) this.schedule();
    }
    if (this.isAllStale) this.drawAll();
    else if (this.stale) for (const part of this.onCanvas(this.stale)) this.picture.draw(part);
    this.isAllStale = false;
    this.stale = null;
    if (this.areLinesStale && !this.gesture) {
      this.areLinesStale = false;
      clearTimeout(this.linesTimer);
      this.linesTimer = setTimeout(() => this.findLines(), PAUSE.lines);
    }
  }

  private drawAll(): void {
    const { photo, pane } = this;
    const { viewing } = useStore.getState();
    const { shown } = viewing;
    const panes = this.panes();
    const look = shown.kind === 'look' ? shown.look : null;
    const coats = this.coats.of(photo, look, viewing.draftStrength);
    const iterate = shown.kind === 'iterate' ? previewUrl('iterate', shown.iterate) : null;
    if (iterate === null || this.cache.has(iterate)) this.iterate = iterate;
    const requests = panes.flatMap(({ clip, placement }) => {
      const seen = seenThrough(clip, placement);
      const zoom = placement.scale * pane.ratio;
      const [wanted] = coats;
      return [
        ...(wanted ? tileRequests(wanted, zoom, seen) : []),
        ...tileRequests({ photo, look: null }, zoom, seen),
      ];
    });
    this.loader.want([...(iterate === null ? [] : [{ url: iterate, raw: null }]), ...requests]);
    this.picture.show(
      {
        photo,
        ratio: pane.ratio,
        panes,
        coats,
        iterate: this.iterate,
        strokes: shown.kind === 'strokes' ? this.sheets.all : [],
      },
      getComputedStyle(this.root).backgroundColor,
    );
    this.picture.draw(null);
    const [first] = panes;
    if (first) this.lines.place(first.placement);
    this.showComparison(panes);
  }

  /** The parts that the canvas is divided into. */
  private panes(): readonly PaneState[] {
    const { compare, isOriginalHeld } = useStore.getState().viewing;
    const { width, height } = this.pane;
    const placement = place(this.camera, this.photo, this.viewPane());
    const clip = { left: 0, top: 0, right: width, bottom: height };
    if (isOriginalHeld) return [{ clip, placement, content: 'before' }];
    if (compare === 'slider') {
      const at = this.dividerAt() * width;
      return [
        { clip: { ...clip, right: at }, placement, content: 'before' },
        { clip: { ...clip, left: at }, placement, content: 'after' },
      ];
    }
    if (compare === 'side-by-side') {
      const half = this.viewPane().width;
      return [
        { clip: { ...clip, right: half }, placement, content: 'before' },
        {
          clip: { ...clip, left: half },
          placement: { ...placement, x: placement.x + half },
          content: 'after',
        },
      ];
    }
    return [{ clip, placement, content: compare === 'difference' ? 'difference' : 'after' }];
  }

  /** What one looks through: half of the canvas where two views are side by side. */
  private viewPane(): Pane {
    const { compare, isOriginalHeld } = useStore.getState().viewing;
    const isHalf = compare === 'side-by-side' && !isOriginalHeld;
    return isHalf ? { ...this.pane, width: Math.round(this.pane.width / 2) } : this.pane;
  }

  private dividerAt(): number {
    return this.draggedDivider ?? useStore.getState().viewing.divider;
  }

  private showComparison(panes: readonly PaneState[]): void {
    const { compare, isOriginalHeld } = useStore.getState().viewing;
    const { width } = this.pane;
    const isSlider = compare === 'slider' && !isOriginalHeld;
    const edge = panes.length === 2 ? panes[1]?.clip.left : undefined;
    const labels = edge === undefined ? null : { before: edge, after: edge, name: 'After' };
    const note = { before: 0, after: 0, name: `Differences × ${AMPLIFICATION}` };
    const isMap = compare === 'difference' && !isOriginalHeld;
    this.divider.show(isSlider ? this.dividerAt() : null, width, isMap ? note : labels);
  }

  /** Where a part of the strokes' raster lies on the canvas. */
  private onCanvas({ left, top, right, bottom }: Rect): Rect[] {
    const { scale } = this.sheets.frame;
    return this.panes().map(({ clip, placement }) => {
      const x = (value: number) => placement.x + (value / scale) * placement.scale;
      const y = (value: number) => placement.y + (value / scale) * placement.scale;
      // A pixel more, as what is enlarged or shrunk is blended with its neighbours.
      const more = 1 + placement.scale / scale;
      return {
        left: Math.max(clip.left, x(left) - more),
        top: Math.max(clip.top, y(top) - more),
        right: Math.min(clip.right, x(right) + more),
        bottom: Math.min(clip.bottom, y(bottom) + more),
      };
    });
  }

  private findLines(): void {
    const { records, viewing } = useStore.getState();
    const { area, feather } = controlsOf(records);
    const { shown, compare } = viewing;
    const isSeen = area === 'strokes' && shown.kind === 'strokes' && compare === 'off';
    const layers = this.sheets.all
      .filter(({ layer }) => layer.visible && layer.opacity > 0)
      .map(({ sheet }) => sheet.raster);
    this.lines.show(isSeen ? paintedArea(this.sheets.frame, layers, feather) : null);
    this.lines.place(place(this.camera, this.photo, this.viewPane()));
  }

  // Looking

  private look(camera: Camera): void {
    this.camera = camera;
    this.redraw();
    this.showTool();
    clearTimeout(this.cameraTimer);
    this.cameraTimer = setTimeout(() => setViewing(camera), PAUSE.camera);
  }

  private readonly view = (): View => ({
    photo: this.photo,
    pane: this.viewPane(),
    camera: this.camera,
    look: (camera) => this.look(camera),
  });

  private turnWheel(event: WheelEvent): void {
    event.preventDefault();
    const turned = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL.line : 1);
    const factor = Math.exp(-turned * (event.ctrlKey ? WHEEL.pinch : WHEEL.zoom));
    const at = this.inView(this.at(event));
    this.look(zoomAround(this.camera, this.photo, this.viewPane(), at, factor));
  }

  private pressKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.gesture) {
      event.stopPropagation();
      this.cancelGesture();
      return;
    }
    const towards = ARROWS[event.key];
    if (!towards || event.ctrlKey || event.metaKey || event.target !== this.root) return;
    event.preventDefault();
    const by = { x: towards.x * ARROW, y: towards.y * ARROW };
    this.look(dragBy(this.camera, this.photo, this.viewPane(), by));
  }

  // The pointer

  private at({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.root.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  /** A place on the canvas in the view that it is in. */
  private inView({ x, y }: Point): Point {
    const half = this.viewPane().width;
    return { x: x >= half && half < this.pane.width ? x - half : x, y };
  }

  private onPhoto(at: Point): Point {
    return toPhoto(place(this.camera, this.photo, this.viewPane()), this.inView(at));
  }

  private press(event: PointerEvent): void {
    if (event.target instanceof HTMLInputElement) return;
    const pointing = { event, at: this.at(event) };
    if (event.pointerType === 'touch') {
      this.fingers.set(event.pointerId, this.inView(pointing.at));
      const [first, second] = [...this.fingers.values()];
      if (first && second) {
        this.cancelGesture();
        this.pinch = new PinchGesture(this.view, [first, second]);
        return;
      }
    }
    if (this.gesture || (event.button !== 0 && event.button !== 1)) return;
    this.root.focus({ preventScroll: true });
    // Also keeps the middle button from scrolling the page.
    event.preventDefault();
    this.root.setPointerCapture(event.pointerId);
    this.pointer = pointing.at;
    this.gesture = this.begin(pointing);
    this.showTool();
  }

  private point(event: PointerEvent): void {
    this.pointer = this.at(event);
    if (this.fingers.has(event.pointerId))
      this.fingers.set(event.pointerId, this.inView(this.pointer));
    const [first, second] = [...this.fingers.values()];
    if (this.pinch && first && second) this.pinch.move([first, second]);
    else this.gesture?.move({ event, at: this.pointer });
    this.showTool();
  }

  private letGo(event: PointerEvent): void {
    this.fingers.delete(event.pointerId);
    if (this.fingers.size === 0) this.pinch = null;
    const { gesture } = this;
    this.gesture = null;
    gesture?.end({ event, at: this.at(event) });
    if (gesture instanceof PaintGesture) this.lastPoint = this.onPhoto(this.at(event));
    this.schedule();
    this.showTool();
  }

  private lose({ pointerId }: PointerEvent): void {
    this.fingers.delete(pointerId);
    if (this.fingers.size === 0) this.pinch = null;
    this.cancelGesture();
  }

  private cancelGesture(): void {
    this.gesture?.cancel();
    this.gesture = null;
    this.sheets.expect(null);
    this.showTool();
  }

  /** What pressing the pointer here begins. */
  private begin(pointing: Pointing): Gesture | null {
    const { viewing, project } = useStore.getState();
    const { width } = this.pane;
    const tool = this.tool();
    if (pointing.event.button === 1 || tool === 'hand') {
      return new PanGesture(this.view, pointing);
    }
    const isOnDivider =
      viewing.compare === 'slider' &&
      Math.abs(pointing.at.x - viewing.divider * width) <= DIVIDER_REACH;
    if (isOnDivider) {
      const slide = ({ x }: Point) => {
        this.draggedDivider = Math.max(0, Math.min(1, x / width));
        this.redraw();
      };
      const settle = () => {
        if (this.draggedDivider !== null) setViewing({ divider: this.draggedDivider });
        this.draggedDivider = null;
      };
      return new FollowGesture(slide, settle, pointing);
    }
    if (tool === 'picker')
      return new FollowGesture(
        (at) => this.pick(at),
        () => this.redraw(),
        pointing,
      );
    if (project?.isReadOnly !== false) return null;
    return tool === 'move' ? this.beginMove(pointing) : this.beginStroke(tool, pointing);
  }

  /** What the pointer does now: a key that is held comes before the tool that is taken. */
  private tool(): Tool {
    if (this.held.hand) return 'hand';
    return this.held.picker ? 'picker' : useStore.getState().hand.tool;
  }

  private pick(at: Point): void {
    const colour = colourAt(this.cache, this.photo, this.onPhoto(at));
    if (colour) useStore.setState(({ hand }) => ({ hand: { ...hand, colour } }));
  }

  private beginStroke(tool: Stroke['tool'], pointing: Pointing): Gesture | null {
    const { hand, viewing, preferences } = useStore.getState();
    // Strokes are painted where they can be seen.
    if (viewing.shown.kind !== 'strokes') setViewing({ shown: { kind: 'strokes' } });
    if (viewing.compare === 'difference') setViewing({ compare: 'off' });
    const known = this.layerInHand() ?? (tool === 'eraser' ? this.topLayer() : null);
    if (!known && tool === 'eraser') return null;
    if (known && !known.visible) {
      const message = `The layer "${known.name}" is hidden. Show it in the list of layers to paint on it.`;
      notify({ kind: 'note', title: 'Nothing was painted', message, details: '' });
      return null;
    }
    const layer =
      known ??
      newLayer(
        this.photo.id,
        this.sheets.all.map((one) => one.layer),
      );
    if (!known) {
      this.sheets.expect(layer);
      useStore.setState((state) => ({ hand: { ...state.hand, layer: layer.id } }));
      this.redraw();
    }
    const sheet = this.sheets.of(layer.id);
    if (!sheet) throw new Error(`there is no sheet for the layer ${layer.id}`);
    const scale = place(this.camera, this.photo, this.viewPane()).scale;
    return new PaintGesture(
      {
        ...{ layer, isNew: !known, sheet, scale },
        longer: Math.max(this.photo.width, this.photo.height),
        toPhoto: (at) => this.onPhoto(at),
        at: (event) => this.at(event),
        shows: (rect) => {
          this.stale = union(this.stale, rect);
          this.schedule();
        },
      },
      { tool, brush: hand[tool], colour: hand.colour, pressure: preferences.pressure },
      pointing,
      pointing.event.shiftKey ? this.lastPoint : null,
    );
  }

  private beginMove(pointing: Pointing): Gesture | null {
    const layer = this.layerInHand() ?? this.topLayer();
    const sheet = layer && this.sheets.of(layer.id);
    if (!sheet) return null;
    const strokes = [...useStore.getState().records.values()]
      .filter((record) => record.kind === 'stroke')
      .filter((stroke) => stroke.layer === layer.id);
    const toPhoto = (at: Point) => this.onPhoto(at);
    return new MoveGesture(
      { layer, strokes, sheet, toPhoto, shows: () => this.redraw() },
      pointing,
    );
  }

  private layerInHand(): Layer | null {
    const { hand } = useStore.getState();
    return this.sheets.all.find(({ layer }) => layer.id === hand.layer)?.layer ?? null;
  }

  private topLayer(): Layer | null {
    return this.sheets.all.findLast(({ layer }) => layer.visible)?.layer ?? null;
  }

  /** Shows by the cursor and the ring what the pointer does. */
  private showTool(): void {
    const { hand, project } = useStore.getState();
    const tool = this.tool();
    const isPanning = this.gesture instanceof PanGesture;
    const isPainting = (tool === 'brush' || tool === 'eraser') && !isPanning;
    const isLocked = project?.isReadOnly !== false;
    const cursors = {
      hand: 'grab',
      picker: 'crosshair',
      move: 'move',
      brush: 'none',
      eraser: 'none',
    };
    const locked = isLocked && (isPainting || tool === 'move');
    this.root.style.cursor = isPanning ? 'grabbing' : locked ? 'not-allowed' : cursors[tool];
    const isRingSeen = isPainting && !isLocked && this.pointer && !this.pinch;
    if (!isRingSeen || !this.pointer) {
      this.ring.hide();
      return;
    }
    const { scale } = place(this.camera, this.photo, this.viewPane());
    const brush = tool === 'eraser' ? hand.eraser : hand.brush;
    const longer = Math.max(this.photo.width, this.photo.height);
    this.ring.size(brush.size * longer * scale, brush.hardness);
    this.ring.moveTo(this.pointer);
  }
}

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: 1, y: 0 },
  ArrowRight: { x: -1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

function setViewing(change: Partial<State['viewing']>): void {
  useStore.setState(({ viewing }) => ({ viewing: { ...viewing, ...change } }));
}

/** The part of the photo that is seen through a part of the canvas. */
function seenThrough({ left, top, right, bottom }: Rect, { scale, x, y }: Placement): Rect {
  return {
    left: (left - x) / scale,
    top: (top - y) / scale,
    right: (right - x) / scale,
    bottom: (bottom - y) / scale,
  };
}

function newLayer(photo: number, layers: readonly Layer[]): Layer {
  const order = Math.max(0, ...layers.map((layer) => layer.order)) + 1;
  return {
    ...{ kind: 'layer', id: recordId('layer'), photo, name: 'Colour', intent: 'colour' },
    ...{ visible: true, opacity: 1, order },
  };
}

import Konva from 'konva';
import { controlsOf } from '../../document/controls.ts';
import type { PhotoState } from '../../preload/project-state.ts';
import { previewUrl } from '../../preload/urls.ts';
import { lockOf } from '../state/current.ts';
import type { Tool } from '../state/hand.ts';
import { isHarmless, toolOf } from '../state/hold.ts';
import { notifyError } from '../state/notices.ts';
import { type State, useStore } from '../state/store.ts';
import { look } from '../state/view.ts';
import { AreaLines } from './area-lines.ts';
import { BitmapCache } from './bitmap-cache.ts';
import { BitmapLoader } from './bitmap-loader.ts';
import { BrushRing } from './brush-ring.ts';
import { type Camera, dragBy, fitZoom, type Pane, type Point, place, toPhoto } from './camera.ts';
import { DIVIDER_REACH, Divider } from './divider.ts';
import { FollowGesture } from './follow.ts';
import type { Gesture, Pointing } from './gesture.ts';
import { type HeldKeys, listenToHeldKeys, NO_KEYS } from './held-keys.ts';
import { LookCoats } from './look-coats.ts';
import { PaintGesture } from './paint.ts';
import { type PaintedArea, paintedArea } from './painted-area.ts';
import { PanGesture } from './pan.ts';
import { inView, type PaneState, panesOf, partOf, seenThrough, viewPane } from './panes.ts';
import { AMPLIFICATION, Picture } from './picture.ts';
import { PEN_ERASER, PointerInput, type View } from './pointer-input.ts';
import { StrokeSheets } from './stroke-sheets.ts';
import { tileRequests } from './tile-sheet.ts';
import { Tools } from './tools.ts';

/** Bytes of decoded pictures to keep. */
const MEMORY = 256 * 2 ** 20;

/** Milliseconds of a frame that drawing strokes anew may take. */
const BUDGET = 8;

/** Milliseconds of rest until the store is told where one looks, and until lines are found anew. */
const REST = { camera: 150, lines: 150 };

/** CSS pixels that an arrow key moves the photo by, and towards where. */
const ARROW = 64;
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: ARROW, y: 0 },
  ArrowRight: { x: -ARROW, y: 0 },
  ArrowUp: { x: 0, y: ARROW },
  ArrowDown: { x: 0, y: -ARROW },
};

const CURSORS: Readonly<Record<Tool, string>> = {
  hand: 'grab',
  picker: 'crosshair',
  move: 'move',
  brush: 'none',
  eraser: 'none',
};

// Everything is drawn when this canvas says so, once a frame.
Konva.autoDrawEnabled = false;

/** The canvas of one photo: shows what the store holds, and lets the pointer work on it. */
export class PhotoCanvas {
  private readonly photo: PhotoState;
  private readonly root: HTMLElement;
  private readonly stage: Konva.Stage;
  private readonly cache = new BitmapCache(MEMORY);
  private readonly loader: BitmapLoader;
  private readonly picture = new Picture(this.cache);
  private readonly lines = new AreaLines();
  private readonly sheets: StrokeSheets;
  private readonly coats = new LookCoats();
  private readonly ring: BrushRing;
  private readonly divider: Divider;
  private readonly input: PointerInput;
  private readonly tools: Tools;
  private readonly ends: (() => void)[] = [];

  /** Where one looks now; the store is told when it rests. */
  private camera: Camera;
  private pane: Pane = { width: 1, height: 1, ratio: 1 };
  /** Where the divider is dragged to; null where it is as the store says. */
  private draggedDivider: number | null = null;
  private held: HeldKeys = NO_KEYS;
  /** The document that the sheets show. */
  private followed: State['records'];
  private readonly cancelGesture = () => this.input.cancel();
  /** URL of the last iterate's picture that came. */
  private iterate: string | null = null;

  private frame = 0;
  private isStale = true;
  /** Where the photo may change; null until it is found. */
  private area: PaintedArea | null = null;
  private areLinesShown = false;
  private cameraTimer: ReturnType<typeof setTimeout> | undefined;
  private linesTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param root is filled, and emptied by `destroy()` */
  constructor(root: HTMLElement, photo: PhotoState) {
    this.root = root;
    this.photo = photo;
    this.sheets = new StrokeSheets(photo);
    const container = document.createElement('div');
    root.append(container);
    this.stage = new Konva.Stage({ container, width: 1, height: 1, listening: false });
    this.stage.add(this.picture.layer, this.lines.layer);
    this.loader = new BitmapLoader(this.cache, this.redraw, notifyError);
    this.divider = new Divider(root, (divider) => look({ divider }));
    this.ring = new BrushRing(root);
    const { viewing, records } = useStore.getState();
    this.camera = viewing;
    this.followed = records;
    this.sheets.follow(records);
    this.tools = new Tools({
      photo,
      sheets: this.sheets,
      cache: this.cache,
      view: () => this.view(),
      scale: () => place(this.camera, photo, viewPane(this.viewing(), this.pane)).scale,
      onPhoto: (at) => this.onPhoto(at),
      at: (event) => this.input.at(event),
      changed: () => this.schedule(),
      redraw: this.redraw,
    });
    this.input = new PointerInput(root, {
      view: () => this.view(),
      begin: (pointing) => this.begin(pointing),
      changed: () => this.hearPointer(),
    });
    this.listen();
  }

  /** Lets go of all that it holds. */
  destroy(): void {
    for (const end of this.ends) end();
    this.input.end();
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
    const pressKey = (event: KeyboardEvent) => this.pressKey(event);
    root.addEventListener('keydown', pressKey);
    const resize = new ResizeObserver(() => this.resize());
    resize.observe(root);
    const theme = new MutationObserver(this.redraw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    ends.push(
      () => root.removeEventListener('keydown', pressKey),
      () => resize.disconnect(),
      () => theme.disconnect(),
      listenToHeldKeys(root, (held) => this.hold(held)),
      useStore.subscribe((state, before) => this.follow(state, before)),
    );
  }

  private resize(): void {
    const { width, height } = this.root.getBoundingClientRect();
    this.pane = {
      width: Math.max(1, width),
      height: Math.max(1, height),
      ratio: devicePixelRatio,
    };
    this.lines.layer.getCanvas().setPixelRatio(devicePixelRatio);
    this.stage.size(this.pane);
    look({ fitZoom: fitZoom(this.photo, this.pane) });
    this.redraw();
    this.showTool();
  }

  private follow({ viewing, ...state }: State, before: State): void {
    if (viewing.zoom !== before.viewing.zoom || viewing.centre !== before.viewing.centre) {
      clearTimeout(this.cameraTimer);
      this.camera = viewing;
    }
    if (state.isConnected && !before.isConnected) this.loader.retry();
    if (state.hand !== before.hand || lockOf(state) !== lockOf(before)) this.showTool();
    if (viewing !== before.viewing) {
      if (this.areLinesSeen(viewing) !== this.areLinesSeen(before.viewing)) this.hideLines();
      this.redraw();
    }
    this.followRecords();
  }

  /** Shows what the document holds; while a gesture works on the sheets, that waits until it has ended. */
  private followRecords(): void {
    const { records } = useStore.getState();
    if (records === this.followed || this.input.gesture) return;
    this.followed = records;
    this.sheets.follow(records);
    this.forgetArea();
    this.redraw();
  }

  /** The pointer moved, or a gesture began or ended. */
  private hearPointer(): void {
    const cancelGesture = this.input.gesture ? this.cancelGesture : null;
    if (useStore.getState().cancelGesture !== cancelGesture) useStore.setState({ cancelGesture });
    this.followRecords();
    this.showTool();
  }

  private hold(held: HeldKeys): void {
    if (held.original !== this.held.original) look({ isOriginalHeld: held.original });
    this.held = held;
    this.showTool();
  }

  // Drawing

  /** Draws everything anew with the next frame. */
  private readonly redraw = (): void => {
    this.isStale = true;
    this.schedule();
  };

  private schedule(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const { gesture } = this.input;
    if (gesture instanceof PaintGesture) gesture.flush();
    this.sheets.work(performance.now() + BUDGET);
    if (this.sheets.isBehind) this.schedule();
    const changed = this.sheets.takeChanged();
    if (changed) this.forgetArea();
    if (this.isStale) this.drawAll();
    else if (changed) {
      for (const pane of this.panes()) this.picture.draw(partOf(pane, changed));
    }
    this.isStale = false;
    if (!this.areLinesShown) this.awaitLines();
  }

  private drawAll(): void {
    const { photo } = this;
    const { ratio } = this.pane;
    const { shown, draftStrength } = useStore.getState().viewing;
    const panes = this.panes();
    const coats = this.coats.of(photo, shown.kind === 'look' ? shown.look : null, draftStrength);
    const [wanted] = coats;
    const iterate = shown.kind === 'iterate' ? previewUrl('iterate', shown.iterate) : null;
    // The last one shows until the next has come.
    if (iterate === null || this.cache.has(iterate)) this.iterate = iterate;
    const requests = panes.flatMap((one) => {
      const zoom = one.placement.scale * ratio;
      return [...(wanted ? [wanted] : []), { photo, look: null }].flatMap((picture) =>
        tileRequests(picture, zoom, seenThrough(one)),
      );
    });
    this.loader.want([...(iterate === null ? [] : [{ url: iterate, raw: null }]), ...requests]);
    const strokes = shown.kind === 'strokes' ? this.sheets.all : [];
    this.picture.show(
      { photo, ratio, panes, coats, iterate: this.iterate, strokes },
      getComputedStyle(this.root).backgroundColor,
    );
    this.picture.draw(null);
    this.showComparison(panes);
  }

  private panes(): readonly PaneState[] {
    return panesOf(this.viewing(), this.camera, this.photo, this.pane);
  }

  /** How the photo is looked at, with the divider where it is dragged. */
  private viewing(): State['viewing'] {
    const { viewing } = useStore.getState();
    return { ...viewing, divider: this.draggedDivider ?? viewing.divider };
  }

  private showComparison([first, second]: readonly PaneState[]): void {
    const { compare, divider } = this.viewing();
    if (first?.content === 'difference') {
      this.divider.show({ note: `Differences × ${AMPLIFICATION}` });
    } else if (second) {
      const { left } = second.clip;
      this.divider.show({ left, divider: compare === 'slider' ? divider : null });
    } else this.divider.show(null);
  }

  /** What is painted has changed: lines around it are found anew. */
  private forgetArea(): void {
    this.area = null;
    this.areLinesShown = false;
  }

  /** Lines come back when all rests: with every frame they would have to be drawn anew. */
  private hideLines(): void {
    this.lines.hide();
    this.areLinesShown = false;
    clearTimeout(this.linesTimer);
    this.linesTimer = undefined;
  }

  private awaitLines(): void {
    this.linesTimer ??= setTimeout(() => {
      this.linesTimer = undefined;
      if (this.input.gesture) this.awaitLines();
      else this.showLines();
    }, REST.lines);
  }

  private areLinesSeen({ shown, compare, isOriginalHeld }: State['viewing']): boolean {
    return shown.kind === 'strokes' && compare === 'off' && !isOriginalHeld;
  }

  private showLines(): void {
    const { records, viewing } = useStore.getState();
    const { area, feather } = controlsOf(records);
    this.areLinesShown = true;
    if (area !== 'strokes' || !this.areLinesSeen(viewing)) {
      this.lines.hide();
      return;
    }
    const layers = this.sheets.all
      .filter(({ layer }) => layer.visible && layer.opacity > 0)
      .map(({ sheet }) => sheet.raster);
    this.area ??= paintedArea(this.sheets.frame, layers, feather);
    this.lines.show(this.area, place(this.camera, this.photo, this.pane));
  }

  // Looking

  private view(): View {
    return {
      photo: this.photo,
      pane: viewPane(this.viewing(), this.pane),
      camera: this.camera,
      look: (camera) => this.look(camera),
      inView: (at) => inView(this.viewing(), this.pane, at),
    };
  }

  private look({ zoom, centre }: Camera): void {
    this.camera = { zoom, centre };
    this.hideLines();
    this.redraw();
    this.showTool();
    clearTimeout(this.cameraTimer);
    this.cameraTimer = setTimeout(() => look({ zoom, centre }), REST.camera);
  }

  private onPhoto(at: Point): Point {
    const viewing = this.viewing();
    const placement = place(this.camera, this.photo, viewPane(viewing, this.pane));
    return toPhoto(placement, inView(viewing, this.pane, at));
  }

  private pressKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.input.gesture) {
      event.stopPropagation();
      this.input.cancel();
      return;
    }
    const by = ARROWS[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.target !== this.root) return;
    event.preventDefault();
    event.stopPropagation();
    const { camera, photo, pane } = this.view();
    this.look(dragBy(camera, photo, pane, by));
  }

  // The pointer

  private begin(pointing: Pointing): Gesture | null {
    const { compare, divider } = this.viewing();
    const { width } = this.pane;
    const { button } = pointing.event;
    const turned = button === PEN_ERASER ? 'eraser' : this.tool();
    const tool = button === 1 ? 'hand' : turned;
    const isOnDivider = Math.abs(pointing.at.x - divider * width) <= DIVIDER_REACH;
    const gesture =
      compare === 'slider' && isOnDivider && tool !== 'hand'
        ? this.slide(pointing)
        : this.tools.begin(tool, pointing);
    if (tool !== 'picker') this.hideLines();
    return gesture;
  }

  private slide(pointing: Pointing): Gesture {
    const to = ({ x }: Point) => {
      this.draggedDivider = Math.max(0, Math.min(1, x / this.pane.width));
      this.redraw();
    };
    const settle = () => {
      const { divider } = this.viewing();
      this.draggedDivider = null;
      look({ divider });
    };
    return new FollowGesture(to, settle, pointing);
  }

  /** What the pointer does now: a key that is held comes before the tool that is taken. */
  private tool(): Tool {
    if (this.held.hand) return 'hand';
    return this.held.picker ? 'picker' : toolOf(useStore.getState());
  }

  /** Shows by the cursor and the ring what the pointer does. */
  private showTool(): void {
    const { hand, project, isConnected } = useStore.getState();
    const { gesture, pointer, isPinching } = this.input;
    const tool = gesture instanceof PanGesture ? 'hand' : this.tool();
    const isLocked = lockOf({ project, isConnected }) !== null && !isHarmless(tool);
    const cursor = gesture instanceof PanGesture ? 'grabbing' : CURSORS[tool];
    this.root.style.cursor = isLocked ? 'not-allowed' : cursor;
    const isPainting = tool === 'brush' || tool === 'eraser';
    if (!isPainting || isLocked || !pointer || isPinching) {
      this.ring.hide();
      return;
    }
    const { scale } = place(this.camera, this.photo, viewPane(this.viewing(), this.pane));
    const { size, hardness } = hand[tool];
    this.ring.size(size * Math.max(this.photo.width, this.photo.height) * scale, hardness);
    this.ring.moveTo(pointer);
  }
}

import Konva from 'konva';
import { lockOf } from '../state/current.ts';
import type { Tool } from '../state/hand.ts';
import { toolOf } from '../state/hold.ts';
import { type State, useStore } from '../state/store.ts';
import { look } from '../state/view.ts';
import { BitmapCache } from './bitmap-cache.ts';
import { dragBy, type Point } from './camera.ts';
import { DIVIDER_REACH } from './divider.ts';
import { FollowGesture } from './follow.ts';
import type { PointerGesture, Pointing } from './gesture.ts';
import { type HeldKeys, listenToHeldKeys, NO_KEYS } from './held-keys.ts';
import { PaintGesture } from './paint.ts';
import { PEN_ERASER, PointerInput } from './pointer-input.ts';
import { RestingLines } from './resting-lines.ts';
import { Scene } from './scene.ts';
import { StrokeSheets } from './stroke-sheets.ts';
import { ToolSign } from './tool-sign.ts';
import { Tools } from './tools.ts';
import { type OpenPhoto, Viewpoint } from './viewpoint.ts';

/** Bytes of decoded pictures to keep. */
const MEMORY = 256 * 2 ** 20;

/** Milliseconds of a frame that drawing strokes anew may take. */
const BUDGET = 8;

/** CSS pixels that an arrow key moves the photo by, and towards where. */
const ARROW = 64;
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: ARROW, y: 0 },
  ArrowRight: { x: -ARROW, y: 0 },
  ArrowUp: { x: 0, y: ARROW },
  ArrowDown: { x: 0, y: -ARROW },
};

// Everything is drawn when this canvas says so, once a frame.
Konva.autoDrawEnabled = false;

/** The canvas of one photo: shows what the store holds, and lets the pointer work on it. */
export class PhotoCanvas {
  private readonly root: HTMLElement;
  private readonly stage: Konva.Stage;
  private readonly cache = new BitmapCache(MEMORY);
  private readonly sheets: StrokeSheets;
  private readonly viewpoint: Viewpoint;
  private readonly scene: Scene;
  private readonly lines: RestingLines;
  private readonly sign: ToolSign;
  private readonly input: PointerInput;
  private readonly tools: Tools;
  private readonly ends: (() => void)[] = [];

  private held: HeldKeys = NO_KEYS;
  /** The document that the sheets show. */
  private followed: State['records'];
  private frame = 0;
  private isStale = true;

  /** @param root is filled, and emptied by `destroy()` */
  constructor(root: HTMLElement, photo: OpenPhoto) {
    this.root = root;
    const container = document.createElement('div');
    root.append(container);
    this.stage = new Konva.Stage({ container, width: 1, height: 1, listening: false });
    const viewpoint = new Viewpoint(photo, () => this.lookElsewhere());
    const sheets = new StrokeSheets(photo);
    this.viewpoint = viewpoint;
    this.sheets = sheets;
    this.followed = useStore.getState().records;
    sheets.follow(this.followed);
    const { cache, redraw } = this;
    this.scene = new Scene({ root, viewpoint, sheets, cache, changed: redraw });
    this.lines = new RestingLines(sheets, viewpoint, () => this.input.gesture !== null);
    this.stage.add(this.scene.layer, this.lines.layer);
    this.sign = new ToolSign(root, viewpoint);
    this.tools = new Tools({
      ...{ viewpoint, sheets, cache, redraw },
      at: (event) => this.input.at(event),
      changed: () => this.schedule(),
    });
    this.input = new PointerInput(root, viewpoint, {
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
    this.viewpoint.end();
    this.lines.end();
    this.scene.end();
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
    this.viewpoint.resize(this.root.getBoundingClientRect());
    this.lines.layer.getCanvas().setPixelRatio(devicePixelRatio);
    this.stage.size(this.viewpoint.canvas);
    this.lookElsewhere();
  }

  private follow(state: State, before: State): void {
    const { viewing } = state;
    this.viewpoint.follow(state, before);
    if (state.isConnected && !before.isConnected) this.scene.retry();
    if (state.hand !== before.hand || lockOf(state) !== lockOf(before)) this.showTool();
    if (viewing !== before.viewing) {
      if (this.lines.areSeen(viewing) !== this.lines.areSeen(before.viewing)) this.lines.hide();
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
    this.lines.forget();
    this.redraw();
  }

  /** The pointer moved, or a gesture began or ended. */
  private hearPointer(): void {
    const cancelGesture = this.input.gesture ? this.cancelGesture : null;
    if (useStore.getState().cancelGesture !== cancelGesture) useStore.setState({ cancelGesture });
    this.followRecords();
    this.showTool();
  }

  private readonly cancelGesture = (): void => this.input.cancel();

  private lookElsewhere(): void {
    this.lines.hide();
    this.redraw();
    this.showTool();
  }

  private hold(held: HeldKeys): void {
    if (held.original !== this.held.original) look({ isOriginalHeld: held.original });
    this.held = held;
    this.showTool();
  }

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
    if (changed) this.lines.forget();
    if (this.isStale) this.scene.draw();
    else if (changed) this.scene.drawPart(changed);
    this.isStale = false;
    this.lines.await();
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
    const { camera, photo, pane } = this.viewpoint;
    this.viewpoint.look(dragBy(camera, photo, pane, by));
  }

  private begin(pointing: Pointing): PointerGesture | null {
    const { viewing, canvas } = this.viewpoint;
    const { button } = pointing.event;
    const turned = button === PEN_ERASER ? 'eraser' : this.tool();
    const tool = button === 1 ? 'hand' : turned;
    const isOnDivider = Math.abs(pointing.at.x - viewing.divider * canvas.width) <= DIVIDER_REACH;
    const gesture =
      viewing.compare === 'slider' && isOnDivider && tool !== 'hand'
        ? this.slide(pointing)
        : this.tools.begin(tool, pointing);
    if (tool !== 'picker') this.lines.hide();
    return gesture;
  }

  private slide(pointing: Pointing): PointerGesture {
    const to = (at: Point) => {
      this.viewpoint.dragDivider(at);
      this.redraw();
    };
    return new FollowGesture(to, () => this.viewpoint.letGoDivider(), pointing);
  }

  /** What the pointer does now: a key that is held comes before the tool that is taken. */
  private tool(): Tool {
    if (this.held.hand) return 'hand';
    return this.held.picker ? 'picker' : toolOf(useStore.getState());
  }

  private showTool(): void {
    this.sign.show(this.tool(), this.input);
  }
}

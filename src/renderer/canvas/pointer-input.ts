import type { Size } from '../../document/raster-frame.ts';
import { type Camera, type Pane, type Point, zoomAround } from './camera.ts';
import type { Gesture, Pointing } from './gesture.ts';
import { PinchGesture } from './pinch.ts';

/** How fast the wheel zooms, per CSS pixel it turns; a pinch on a touchpad comes as a wheel with Ctrl. */
const WHEEL = { zoom: 0.0018, pinch: 0.01, line: 16 };

/** What the end of a pen that erases says it is. */
export const PEN_ERASER = 5;

/** The left and the middle button, and the other end of a pen. */
const BUTTONS: ReadonlySet<number> = new Set([0, 1, PEN_ERASER]);

/** Photo and where one looks, and how to look elsewhere. */
export interface View {
  readonly photo: Size;
  readonly pane: Pane;
  readonly camera: Camera;
  look(camera: Camera): void;
  /** A place on the canvas in the view that it lies in. */
  inView(at: Point): Point;
}

/** Who acts on what the pointer does. */
export interface PointerTarget {
  view(): View;
  /** What pressing the pointer begins; null for nothing. */
  begin(pointing: Pointing): Gesture | null;
  /** The pointer moved or left, or a gesture began or ended. */
  changed(): void;
}

/** Turns what pointers and the wheel do on an element into gestures: one at a time. */
export class PointerInput {
  gesture: Gesture | null = null;
  /** Where the pointer is on the element, in CSS pixels; null where it is not. */
  pointer: Point | null = null;
  private readonly root: HTMLElement;
  private readonly target: PointerTarget;
  private readonly fingers = new Map<number, Point>();
  private pinch: PinchGesture | null = null;
  private readonly listening = new AbortController();

  constructor(root: HTMLElement, target: PointerTarget) {
    this.root = root;
    this.target = target;
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      hear: (event: HTMLElementEventMap[Name]) => void,
    ) => root.addEventListener(name, hear, { passive: false, signal: this.listening.signal });
    on('pointerdown', (event) => this.press(event));
    on('pointermove', (event) => this.point(event));
    on('pointerup', (event) => this.letGo(event));
    on('pointercancel', (event) => this.lose(event));
    on('lostpointercapture', (event) => this.lose(event));
    on('pointerleave', () => {
      this.pointer = null;
      target.changed();
    });
    on('wheel', (event) => this.turnWheel(event));
  }

  /** Hears no more. */
  end(): void {
    this.cancel();
    this.listening.abort();
  }

  /** Whether two fingers hold the photo. */
  get isPinching(): boolean {
    return this.pinch !== null;
  }

  /** Takes back what the gesture under way has done. */
  cancel(): void {
    const { gesture } = this;
    this.gesture = null;
    gesture?.cancel();
    this.target.changed();
  }

  at({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.root.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  private press(event: PointerEvent): void {
    // What lies on the canvas and can be handled itself.
    if (event.target instanceof HTMLInputElement) return;
    const pointing = { event, at: this.at(event) };
    if (event.pointerType === 'touch') {
      this.fingers.set(event.pointerId, this.target.view().inView(pointing.at));
      const [first, second] = [...this.fingers.values()];
      if (first && second) {
        this.cancel();
        this.pinch = new PinchGesture(() => this.target.view(), [first, second]);
        return;
      }
    }
    if (this.gesture || !BUTTONS.has(event.button)) return;
    this.root.focus({ preventScroll: true });
    // Also keeps the middle button from scrolling the page.
    event.preventDefault();
    this.root.setPointerCapture(event.pointerId);
    this.pointer = pointing.at;
    this.gesture = this.target.begin(pointing);
    this.target.changed();
  }

  private point(event: PointerEvent): void {
    this.pointer = this.at(event);
    if (this.fingers.has(event.pointerId)) {
      this.fingers.set(event.pointerId, this.target.view().inView(this.pointer));
    }
    const [first, second] = [...this.fingers.values()];
    if (this.pinch && first && second) this.pinch.move([first, second]);
    else this.gesture?.move({ event, at: this.pointer });
    this.target.changed();
  }

  private letGo(event: PointerEvent): void {
    this.lift(event);
    const { gesture } = this;
    this.gesture = null;
    gesture?.end({ event, at: this.at(event) });
    this.target.changed();
  }

  private lose(event: PointerEvent): void {
    this.lift(event);
    if (this.gesture) this.cancel();
  }

  private lift({ pointerId }: PointerEvent): void {
    this.fingers.delete(pointerId);
    if (this.fingers.size === 0) this.pinch = null;
  }

  private turnWheel(event: WheelEvent): void {
    event.preventDefault();
    const turned = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL.line : 1);
    const factor = Math.exp(-turned * (event.ctrlKey ? WHEEL.pinch : WHEEL.zoom));
    const { camera, photo, pane, inView, look } = this.target.view();
    look(zoomAround(camera, photo, pane, inView(this.at(event)), factor));
  }
}

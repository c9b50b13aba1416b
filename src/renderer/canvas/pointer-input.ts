import type { Size } from '../../document/size.ts';
import { type Camera, type Pane, type Point, zoomAround } from './camera.ts';
import type { PointerGesture, Pointing } from './gesture.ts';
import { PanGesture } from './pan.ts';
import { PinchGesture } from './pinch.ts';

/** How fast the wheel zooms, per CSS pixel it turns; a pinch on a touchpad comes as a wheel with Ctrl. */
const WHEEL = { zoom: 0.0018, pinch: 0.01, line: 16 };

/** What the end of a pen that erases says it is. */
export const PEN_ERASER = 5;

/** The left and the middle button, and the other end of a pen. */
const BUTTONS: ReadonlySet<number> = new Set([0, 1, PEN_ERASER]);

/**
 * While a finger has done no more than this, a second one makes a pinch of it: two fingers never come down at
 * once. What it has begun is worth keeping after that.
 */
const BARELY = { milliseconds: 250, pixels: 16 };

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
  /** What pressing the pointer begins; null for nothing. */
  begin(pointing: Pointing): PointerGesture | null;
  /** The pointer moved or left, or a gesture began or ended. */
  changed(): void;
}

/** The pointer that does a gesture. */
type Owner = Pick<PointerEvent, 'pointerId' | 'pointerType' | 'timeStamp'> & { readonly at: Point };

/**
 * Turns what pointers and the wheel do on an element into gestures: one at a time, which belongs to the pointer
 * that began it. A pen comes before fingers, which may be the hand that holds it.
 */
export class PointerInput {
  gesture: PointerGesture | null = null;
  /** What last said where the pointer is on the element; null where it is not. */
  private pointed: PointerEvent | null = null;
  private owner: Owner | null = null;
  private readonly root: HTMLElement;
  private readonly view: View;
  private readonly target: PointerTarget;
  /** Fingers that lie on the element and may pinch. */
  private readonly fingers = new Map<number, Point>();
  private pinch: PinchGesture | null = null;
  private readonly listening = new AbortController();

  constructor(root: HTMLElement, view: View, target: PointerTarget) {
    this.root = root;
    this.view = view;
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
    on('pointerleave', (event) => this.leave(event));
    on('wheel', (event) => this.turnWheel(event));
  }

  /** Hears no more. */
  end(): void {
    this.cancel();
    this.listening.abort();
  }

  /** Where the pointer is on the element, in CSS pixels, wherever that has gone meanwhile; null where it is not. */
  get pointer(): Point | null {
    return this.pointed && this.at(this.pointed);
  }

  /** Whether two fingers hold the photo. */
  get isPinching(): boolean {
    return this.pinch !== null;
  }

  /** Takes back what the gesture under way has done. */
  cancel(): void {
    const { gesture } = this;
    this.gesture = null;
    this.owner = null;
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
    const { pointerId, pointerType, timeStamp, button } = event;
    if (pointerType === 'pen') this.dropFingers();
    if (pointerType === 'touch' && !this.addFinger(pointing)) return;
    if (this.owner || !BUTTONS.has(button)) return;
    this.root.focus({ preventScroll: true });
    // Also keeps the middle button from scrolling the page.
    event.preventDefault();
    this.root.setPointerCapture(pointerId);
    this.pointed = event;
    this.gesture = this.target.begin(pointing);
    this.owner = this.gesture && { pointerId, pointerType, timeStamp, at: pointing.at };
    this.target.changed();
  }

  private point(event: PointerEvent): void {
    const at = this.at(event);
    if (this.fingers.has(event.pointerId)) {
      this.fingers.set(event.pointerId, this.view.inView(at));
    }
    if (this.pinch) this.movePinch();
    if (this.isAnothers(event)) return;
    this.pointed = event;
    this.gesture?.move({ event, at });
    this.target.changed();
  }

  private letGo(event: PointerEvent): void {
    this.lift(event);
    if (this.isAnothers(event)) return;
    const { gesture } = this;
    this.gesture = null;
    this.owner = null;
    gesture?.end({ event, at: this.at(event) });
    this.target.changed();
  }

  private lose(event: PointerEvent): void {
    this.lift(event);
    if (this.owner && !this.isAnothers(event)) this.cancel();
  }

  private leave(event: PointerEvent): void {
    if (this.isAnothers(event)) return;
    this.pointed = null;
    this.target.changed();
  }

  /** Whether a gesture is under way that another pointer does. */
  private isAnothers({ pointerId }: PointerEvent): boolean {
    return this.owner !== null && this.owner.pointerId !== pointerId;
  }

  /** @returns whether the finger may begin a gesture; not where it pinches, or where others are at work */
  private addFinger({ event, at }: Pointing): boolean {
    const { owner } = this;
    if (owner && !this.yields(owner, event)) return false;
    this.fingers.set(event.pointerId, this.view.inView(at));
    if (this.fingers.size === 1) return true;
    this.cancel();
    this.beginPinch();
    return false;
  }

  /** Whether a gesture gives way to a pinch that another finger would make of it. */
  private yields({ pointerType, timeStamp, at }: Owner, second: PointerEvent): boolean {
    if (pointerType !== 'touch') return false;
    if (this.gesture instanceof PanGesture) return true;
    const now = this.pointer ?? at;
    const isNear = Math.hypot(now.x - at.x, now.y - at.y) <= BARELY.pixels;
    return isNear || second.timeStamp - timeStamp <= BARELY.milliseconds;
  }

  /** Takes fingers for the hand that holds a pen, until they come down again. */
  private dropFingers(): void {
    this.fingers.clear();
    this.pinch = null;
    if (this.owner?.pointerType === 'touch') this.cancel();
  }

  private lift({ pointerId }: PointerEvent): void {
    if (!this.fingers.delete(pointerId)) return;
    if (this.fingers.size === 0) this.pinch = null;
    // Others hold it now.
    if (this.pinch) this.beginPinch();
  }

  /** Pinches by the first two fingers; where but one is left, it waits for another. */
  private beginPinch(): void {
    const [first, second] = [...this.fingers.values()];
    if (first && second) this.pinch = new PinchGesture(this.view, [first, second]);
  }

  private movePinch(): void {
    const [first, second] = [...this.fingers.values()];
    if (first && second) this.pinch?.move([first, second]);
  }

  private turnWheel(event: WheelEvent): void {
    event.preventDefault();
    const turned = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL.line : 1);
    const factor = Math.exp(-turned * (event.ctrlKey ? WHEEL.pinch : WHEEL.zoom));
    const { view } = this;
    const at = view.inView(this.at(event));
    view.look(zoomAround(view.camera, view.photo, view.pane, at, factor));
  }
}

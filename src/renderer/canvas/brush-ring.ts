import type { Point } from './camera.ts';

/** Smaller rings could not be seen. */
const LEAST_DIAMETER = 3;

/**
 * The brush at its true size around the pointer: a double line that is seen on anything, and a fainter
 * one inside where its soft edge begins. An element of its own, so that moving it draws nothing anew.
 */
export class BrushRing {
  private readonly outer: HTMLElement;
  private readonly inner: HTMLElement;

  /** @param parent what the ring's place is measured from */
  constructor(parent: HTMLElement) {
    this.outer = document.createElement('div');
    this.inner = document.createElement('div');
    this.outer.className = 'brush-ring';
    this.inner.className = 'brush-ring-core';
    this.outer.append(this.inner);
    parent.append(this.outer);
    this.hide();
  }

  /** @param diameter in CSS pixels */
  size(diameter: number, hardness: number): void {
    const side = `${Math.max(LEAST_DIAMETER, diameter)}px`;
    this.outer.style.width = side;
    this.outer.style.height = side;
    const core = Math.max(LEAST_DIAMETER, diameter) * hardness;
    this.inner.style.width = `${core}px`;
    this.inner.style.height = `${core}px`;
    this.inner.hidden = hardness > 0.95 || core < LEAST_DIAMETER;
  }

  moveTo({ x, y }: Point): void {
    this.outer.hidden = false;
    this.outer.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
  }

  hide(): void {
    this.outer.hidden = true;
  }
}

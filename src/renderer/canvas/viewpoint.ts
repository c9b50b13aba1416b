import type { PhotoState } from '../../preload/project-state.ts';
import { type State, useStore } from '../state/store.ts';
import { look } from '../state/view.ts';
import type { Viewing } from '../state/viewing.ts';
import {
  type Camera,
  fitZoom,
  type Pane,
  type Placement,
  type Point,
  place,
  toPhoto,
} from './camera.ts';
import { inView, type PaneState, panesOf, viewPane } from './panes.ts';
import type { View } from './pointer-input.ts';

/** A photo of the project that is open. */
export type OpenPhoto = PhotoState & { readonly session: string };

/** Milliseconds of rest until the store is told where one looks. */
const REST = 150;

/** How the photo is looked at now: as the store says, but for what the hand is changing. */
export class Viewpoint implements View {
  readonly photo: OpenPhoto;
  /** The whole canvas. */
  canvas: Pane = { width: 1, height: 1, ratio: 1 };
  /** Where one looks now; the store is told when it rests. */
  camera: Camera;
  private draggedDivider: number | null = null;
  private readonly moved: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param moved hears that one looks elsewhere */
  constructor(photo: OpenPhoto, moved: () => void) {
    this.photo = photo;
    this.camera = useStore.getState().viewing;
    this.moved = moved;
  }

  end(): void {
    clearTimeout(this.timer);
  }

  /** What the store says, with the divider where it is dragged. */
  get viewing(): Viewing {
    const { viewing } = useStore.getState();
    return { ...viewing, divider: this.draggedDivider ?? viewing.divider };
  }

  get pane(): Pane {
    return viewPane(this.viewing, this.canvas);
  }

  get panes(): readonly PaneState[] {
    return panesOf(this.viewing, this.camera, this.photo, this.canvas);
  }

  get placement(): Placement {
    return place(this.camera, this.photo, this.pane);
  }

  inView(at: Point): Point {
    return inView(this.viewing, this.canvas, at);
  }

  onPhoto(at: Point): Point {
    return toPhoto(this.placement, this.inView(at));
  }

  look({ zoom, centre }: Camera): void {
    this.camera = { zoom, centre };
    this.moved();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => look({ zoom, centre }), REST);
  }

  /** Looks where the store says, if it says something new. */
  follow({ viewing }: State, before: State): void {
    const { zoom, centre } = before.viewing;
    if (viewing.zoom === zoom && viewing.centre === centre) return;
    clearTimeout(this.timer);
    const isThere = viewing.zoom === this.camera.zoom && viewing.centre === this.camera.centre;
    this.camera = viewing;
    if (!isThere) this.moved();
  }

  /** @param size of the canvas, in CSS pixels */
  resize({ width, height }: Pick<DOMRect, 'width' | 'height'>): void {
    const ratio = devicePixelRatio;
    this.canvas = { width: Math.max(1, width), height: Math.max(1, height), ratio };
    look({ fitZoom: fitZoom(this.photo, this.canvas) });
  }

  /** Drags the divider to a place on the canvas. */
  dragDivider({ x }: Point): void {
    this.draggedDivider = Math.max(0, Math.min(1, x / this.canvas.width));
  }

  /** Lets go of the divider: the store is told where it stands. */
  letGoDivider(): void {
    const { divider } = this.viewing;
    this.draggedDivider = null;
    look({ divider });
  }
}

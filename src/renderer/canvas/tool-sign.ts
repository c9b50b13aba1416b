import { lockOf } from '../state/current.ts';
import type { Tool } from '../state/hand.ts';
import { isHarmless } from '../state/hold.ts';
import { useStore } from '../state/store.ts';
import { BrushRing } from './brush-ring.ts';
import { PanGesture } from './pan.ts';
import type { PointerInput } from './pointer-input.ts';
import type { Viewpoint } from './viewpoint.ts';

const CURSORS: Readonly<Record<Tool, string>> = {
  hand: 'grab',
  picker: 'crosshair',
  move: 'move',
  brush: 'none',
  eraser: 'none',
};

/** Says by the cursor and by the brush's ring what the pointer does. */
export class ToolSign {
  private readonly root: HTMLElement;
  private readonly viewpoint: Viewpoint;
  private readonly ring: BrushRing;

  constructor(root: HTMLElement, viewpoint: Viewpoint) {
    this.root = root;
    this.viewpoint = viewpoint;
    this.ring = new BrushRing(root);
  }

  /** @param held the tool that a press would take up */
  show(held: Tool, { gesture, pointer, isPinching }: PointerInput): void {
    const { hand, ...state } = useStore.getState();
    const isPanning = gesture instanceof PanGesture;
    const tool = isPanning ? 'hand' : held;
    const isLocked = lockOf(state) !== null && !isHarmless(tool);
    const cursor = isPanning ? 'grabbing' : CURSORS[tool];
    this.root.style.cursor = isLocked ? 'not-allowed' : cursor;
    const isPainting = tool === 'brush' || tool === 'eraser';
    if (!isPainting || isLocked || !pointer || isPinching) {
      this.ring.hide();
      return;
    }
    const { photo, placement } = this.viewpoint;
    const { size, hardness } = hand[tool];
    this.ring.size(size * Math.max(photo.width, photo.height) * placement.scale, hardness);
    this.ring.moveTo(pointer);
  }
}

import { type BrushSettings, DEFAULT_HAND, type Hand, type Tool } from './hand.ts';
import { type State, useStore } from './store.ts';
import { showStrokes } from './view.ts';

/** Changes what the photographer holds. */
export function hold(change: Partial<Hand>): void {
  useStore.setState(({ hand }) => ({ hand: { ...hand, ...change } }));
}

/** Takes a tool; one that draws shows the strokes. */
export function take(tool: Tool): void {
  hold({ tool });
  const { kind } = useStore.getState().viewing.shown;
  if (kind !== 'strokes' && (tool === 'brush' || tool === 'eraser')) showStrokes();
}

/** Tools that change the document. */
const CHANGING: ReadonlySet<Tool> = new Set(['brush', 'eraser', 'move']);

/** Whether a tool changes nothing but what is seen, or held. */
export function isHarmless(tool: Tool): boolean {
  return !CHANGING.has(tool);
}

/** The tool that works now: where a project can only be looked at, the hand stands in for those that change it. */
export function toolOf({ hand, project }: Pick<State, 'hand' | 'project'>): Tool {
  return project?.isReadOnly && !isHarmless(hand.tool) ? 'hand' : hand.tool;
}

/** Which of the two brushes is set: the eraser while it is held. */
export function brushOf({ tool }: Pick<Hand, 'tool'>): 'brush' | 'eraser' {
  return tool === 'eraser' ? 'eraser' : 'brush';
}

/** Changes the brush, or the eraser while it is held. */
export function setBrush(change: Partial<BrushSettings>): void {
  const { hand } = useStore.getState();
  const which = brushOf(hand);
  hold({ [which]: { ...hand[which], ...change } });
}

/** Smallest and largest diameter as a share of the photo's longer side. */
export const BRUSH_SIZES = { least: 0.002, most: 0.4 };

/** Makes the brush larger (above 1) or smaller. */
export function resizeBrush(factor: number): void {
  const { hand } = useStore.getState();
  const size = hand[brushOf(hand)].size * factor;
  setBrush({ size: Math.min(BRUSH_SIZES.most, Math.max(BRUSH_SIZES.least, size)) });
}

export function swapColours(): void {
  const { colour, otherColour } = useStore.getState().hand;
  hold({ colour: otherColour, otherColour: colour });
}

export function resetColours(): void {
  const { colour, otherColour } = DEFAULT_HAND;
  hold({ colour, otherColour });
}

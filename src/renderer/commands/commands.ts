import { lockOf } from '../state/current.ts';
import { cancel, explore } from '../state/exploring.ts';
import { close, openAny, save } from '../state/files.ts';
import type { Tool } from '../state/hand.ts';
import { resetColours, resizeBrush, swapColours, take } from '../state/hold.ts';
import { togglePanel } from '../state/preferences.ts';
import { applySelected, rate, rejectAndGoOn, unapply } from '../state/results.ts';
import { type Dialog, useStore } from '../state/store.ts';
import { redo, undo } from '../state/travel.ts';
import { compareBy, deselect, look, showApplied, showStrokes, zoomBy } from '../state/view.ts';

type CommandGroup = 'Tools' | 'View' | 'Results' | 'Edit' | 'Project' | 'Panels';

/** Something that a key, a button or a menu does. */
export interface Command {
  readonly id: string;
  /** As a list of shortcuts shows it. */
  readonly label: string;
  readonly group: CommandGroup;
  /** Its own keys, as in `keys.ts`; the first is the one that is shown. */
  readonly keys: readonly string[];
  /** Whether there is anything to do. */
  readonly isPossible: () => boolean;
  readonly run: () => unknown;
}

const state = useStore.getState;
const isOpen = () => Boolean(state().project);
const isEditable = () => lockOf(state()) === null;
const isSelected = () => isEditable() && state().viewing.selectedCluster !== null;
const isShowing = (dialog: Dialog) => () => useStore.setState({ dialog });

/** A command's keys are written with a space between them. */
function group(
  name: CommandGroup,
  isPossible: () => boolean,
  commands: Readonly<Record<string, readonly [label: string, keys: string, run: () => unknown]>>,
): readonly Command[] {
  return Object.entries(commands).map(([id, [label, keys, run]]) => {
    return { id, label, group: name, keys: keys.split(' ').filter(Boolean), isPossible, run };
  });
}

const holding = (tool: Tool) => () => take(tool);

function onSelected(act: (cluster: number) => unknown): () => unknown {
  return () => {
    const { selectedCluster } = state().viewing;
    if (selectedCluster !== null) act(selectedCluster);
  };
}

/** What `Escape` does: ends work first, and then lets go of what is selected. */
function stop(): void {
  if (state().stage) cancel();
  else deselect();
}

function toggleResult(): void {
  if (state().viewing.shown.kind === 'strokes') showApplied();
  else showStrokes();
}

/** Every command there is, in the order that the list of shortcuts shows them. */
export const COMMANDS: readonly Command[] = [
  ...group('Tools', isOpen, {
    brush: ['Brush', 'B', holding('brush')],
    eraser: ['Eraser', 'E', holding('eraser')],
    picker: ['Colour picker', 'I', holding('picker')],
    move: ['Move strokes', 'V', holding('move')],
    hand: ['Hand', 'H', holding('hand')],
    'brush-smaller': ['Smaller brush', '[', () => resizeBrush(1 / 1.2)],
    'brush-larger': ['Larger brush', ']', () => resizeBrush(1.2)],
    'swap-colours': ['Swap colours', 'X', swapColours],
    'reset-colours': ['Reset colours', 'D', resetColours],
  }),
  ...group('View', isOpen, {
    'zoom-fit': ['Fit to window', 'Mod+0', () => look({ zoom: null, centre: null })],
    'zoom-actual': ['Zoom to 100 %', 'Mod+1', () => look({ zoom: 1 })],
    'zoom-in': ['Zoom in', 'Mod++ Mod+=', () => zoomBy(Math.SQRT2)],
    'zoom-out': ['Zoom out', 'Mod+-', () => zoomBy(Math.SQRT1_2)],
    'show-result': ['Strokes or result', 'R', toggleResult],
    'compare-slider': ['Compare with a slider', 'C', () => compareBy('slider')],
    'compare-sides': ['Compare side by side', 'Shift+C', () => compareBy('side-by-side')],
    'compare-difference': ['Difference map', 'Shift+D', () => compareBy('difference')],
  }),
  ...group('Results', isEditable, {
    explore: ['Explore', 'Mod+Enter', explore],
  }),
  ...group('Results', isOpen, {
    stop: ['Cancel, or deselect', 'Escape', stop],
  }),
  ...group('Results', isSelected, {
    apply: ['Apply the selected result', 'Enter', applySelected],
    reject: ['Reject the selected result, or bring it back', 'Delete', onSelected(rejectAndGoOn)],
    'rate-1': ['Rate 1 star', '1', onSelected((id) => rate(id, 1))],
    'rate-2': ['Rate 2 stars', '2', onSelected((id) => rate(id, 2))],
    'rate-3': ['Rate 3 stars', '3', onSelected((id) => rate(id, 3))],
    'rate-4': ['Rate 4 stars', '4', onSelected((id) => rate(id, 4))],
    'rate-5': ['Rate 5 stars', '5', onSelected((id) => rate(id, 5))],
  }),
  ...group('Results', isEditable, {
    unapply: ['Remove the applied result', '', unapply],
  }),
  ...group('Edit', isEditable, {
    undo: ['Undo', 'Mod+Z', undo],
    redo: ['Redo', 'Mod+Shift+Z Mod+Y', redo],
  }),
  ...group('Project', () => true, {
    open: ['Open a photo or project', 'Mod+O', openAny],
    models: ['Models', '', isShowing('models')],
  }),
  ...group('Project', isOpen, {
    save: ['Save the project', 'Mod+S', save],
    'save-as': ['Save the project as', 'Mod+Shift+S', isShowing('save-as')],
    export: ['Export', 'Mod+Shift+E', isShowing('export')],
    close: ['Close the project', '', close],
  }),
  ...group('Panels', isOpen, {
    'hide-panels': [
      'Hide panels',
      'F',
      () => useStore.setState(({ arePanelsHidden }) => ({ arePanelsHidden: !arePanelsHidden })),
    ],
    'toggle-rail': ['Tools', 'F6', () => togglePanel('rail')],
    'toggle-inspector': ['Inspector', 'F7', () => togglePanel('inspector')],
    'toggle-dock': ['Gallery and timeline', 'F8', () => togglePanel('dock')],
  }),
  ...group('Panels', () => true, {
    shortcuts: ['Shortcuts', '?', isShowing('shortcuts')],
  }),
];

/** @throws where there is no such command */
export function commandOf(id: string): Command {
  const found = COMMANDS.find((command) => command.id === id);
  if (!found) throw new Error(`there is no command ${id}; see commands.ts`);
  return found;
}

import { COMMAND_KEYS, type CommandId } from '../../preload/commands.ts';
import { lockOf } from '../state/current.ts';
import { cancel, explore } from '../state/exploring.ts';
import { close, openAny, save } from '../state/files.ts';
import type { Tool } from '../state/hand.ts';
import { resetColours, resizeBrush, swapColours, take } from '../state/hold.ts';
import { togglePanel } from '../state/preferences.ts';
import { applySelected, rate, rejectAndGoOn, unapply } from '../state/results.ts';
import { type Dialog, useStore } from '../state/store.ts';
import { redo, undo } from '../state/travel.ts';
import { compareBy, deselect, look, showResult, showStrokes, zoomBy } from '../state/view.ts';

type CommandGroup = 'Tools' | 'View' | 'Results' | 'Edit' | 'Project' | 'Panels';

/** Something that a key, a button or a menu does. */
export interface Command {
  readonly id: CommandId;
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

function group(
  name: CommandGroup,
  isPossible: () => boolean,
  commands: Partial<Readonly<Record<CommandId, readonly [label: string, run: () => unknown]>>>,
): readonly Command[] {
  return Object.entries(commands).map(([id, [label, run]]) => {
    const command = id as CommandId;
    return { id: command, label, group: name, keys: COMMAND_KEYS[command], isPossible, run };
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
  if (state().viewing.shown.kind === 'strokes') showResult();
  else showStrokes();
}

/** Every command there is, in the order that the list of shortcuts shows them. */
export const COMMANDS: readonly Command[] = [
  ...group('Tools', isOpen, {
    brush: ['Brush', holding('brush')],
    eraser: ['Eraser', holding('eraser')],
    picker: ['Colour picker', holding('picker')],
    move: ['Move strokes', holding('move')],
    hand: ['Hand', holding('hand')],
    'brush-smaller': ['Smaller brush', () => resizeBrush(1 / 1.2)],
    'brush-larger': ['Larger brush', () => resizeBrush(1.2)],
    'swap-colours': ['Swap colours', swapColours],
    'reset-colours': ['Reset colours', resetColours],
  }),
  ...group('View', isOpen, {
    'zoom-fit': ['Fit to window', () => look({ zoom: null, centre: null })],
    'zoom-actual': ['Zoom to 100 %', () => look({ zoom: 1 })],
    'zoom-in': ['Zoom in', () => zoomBy(Math.SQRT2)],
    'zoom-out': ['Zoom out', () => zoomBy(Math.SQRT1_2)],
    'show-result': ['Strokes or result', toggleResult],
    'compare-slider': ['Compare with a slider', () => compareBy('slider')],
    'compare-sides': ['Compare side by side', () => compareBy('side-by-side')],
    'compare-difference': ['Difference map', () => compareBy('difference')],
  }),
  ...group('Results', isEditable, {
    explore: ['Explore', explore],
  }),
  ...group('Results', isOpen, {
    stop: ['Cancel, or deselect', stop],
  }),
  ...group('Results', isSelected, {
    apply: ['Apply the selected result', applySelected],
    reject: ['Reject the selected result, or bring it back', onSelected(rejectAndGoOn)],
    'rate-1': ['Rate 1 star', onSelected((id) => rate(id, 1))],
    'rate-2': ['Rate 2 stars', onSelected((id) => rate(id, 2))],
    'rate-3': ['Rate 3 stars', onSelected((id) => rate(id, 3))],
    'rate-4': ['Rate 4 stars', onSelected((id) => rate(id, 4))],
    'rate-5': ['Rate 5 stars', onSelected((id) => rate(id, 5))],
  }),
  ...group('Results', isEditable, {
    unapply: ['Remove the applied result', unapply],
  }),
  ...group('Edit', isEditable, {
    undo: ['Undo', undo],
    redo: ['Redo', redo],
  }),
  ...group('Project', () => true, {
    open: ['Open a photo or project', openAny],
    models: ['Models', isShowing('models')],
  }),
  ...group('Project', isOpen, {
    save: ['Save the project', save],
    'save-as': ['Save the project as', isShowing('save-as')],
    export: ['Export', isShowing('export')],
    close: ['Close the project', close],
  }),
  ...group('Panels', isOpen, {
    'hide-panels': [
      'Hide panels',
      () => useStore.setState(({ arePanelsHidden }) => ({ arePanelsHidden: !arePanelsHidden })),
    ],
    'toggle-rail': ['Tools', () => togglePanel('rail')],
    'toggle-inspector': ['Inspector', () => togglePanel('inspector')],
    'toggle-dock': ['Gallery and timeline', () => togglePanel('dock')],
  }),
  ...group('Panels', () => true, {
    shortcuts: ['Shortcuts', isShowing('shortcuts')],
  }),
];

/** @throws where there is no such command */
export function commandOf(id: CommandId): Command {
  const found = COMMANDS.find((command) => command.id === id);
  if (!found) throw new Error(`there is no command ${id}; see commands.ts`);
  return found;
}

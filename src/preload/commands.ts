import { z } from 'zod';

/** Every command of the page (`renderer/commands`), with its own keys; the first of them is shown. */
export const COMMAND_KEYS = {
  brush: ['B'],
  eraser: ['E'],
  picker: ['I'],
  move: ['V'],
  hand: ['H'],
  'brush-smaller': ['['],
  'brush-larger': [']'],
  'swap-colours': ['X'],
  'reset-colours': ['D'],
  'zoom-fit': ['Mod+0'],
  'zoom-actual': ['Mod+1'],
  'zoom-in': ['Mod++', 'Mod+='],
  'zoom-out': ['Mod+-'],
  'show-result': ['R'],
  'compare-slider': ['C'],
  'compare-sides': ['Shift+C'],
  'compare-difference': ['Shift+D'],
  explore: ['Mod+Enter'],
  stop: ['Escape'],
  apply: ['Enter'],
  reject: ['Delete'],
  'rate-1': ['1'],
  'rate-2': ['2'],
  'rate-3': ['3'],
  'rate-4': ['4'],
  'rate-5': ['5'],
  unapply: [],
  undo: ['Mod+Z'],
  redo: ['Mod+Shift+Z', 'Mod+Y'],
  open: ['Mod+O'],
  models: [],
  save: ['Mod+S'],
  'save-as': ['Mod+Shift+S'],
  export: ['Mod+Shift+E'],
  close: [],
  'hide-panels': ['F'],
  'toggle-rail': ['F6'],
  'toggle-inspector': ['F7'],
  'toggle-dock': ['F8'],
  shortcuts: ['?'],
} as const;

export type CommandId = keyof typeof COMMAND_KEYS;

export const CommandId = z.enum(Object.keys(COMMAND_KEYS) as CommandId[]);

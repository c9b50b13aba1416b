import { create } from 'zustand';
import type { DocumentRecord } from '../../document/records.ts';
import { type AppState, DEFAULT_PREFERENCES, type Preferences } from '../../preload/app-state.ts';
import type { ModelCheck, ModelState } from '../../preload/model-state.ts';
import type { HistoryState, PhotoState } from '../../preload/project-state.ts';
import type { RunState, StageState } from '../../preload/run-state.ts';
import type { Hand } from './hand.ts';
import { DEFAULT_HAND } from './hand.ts';
import type { Pending } from './pending.ts';
import type { Viewing } from './viewing.ts';
import { DEFAULT_VIEWING } from './viewing.ts';

/** The project that is open, but for what changes often. */
interface OpenProject {
  readonly name: string;
  readonly path: string;
  readonly session: string;
  readonly isUnsaved: boolean;
  readonly isReadOnly: boolean;
  readonly photos: readonly PhotoState[];
  readonly notes: readonly string[];
}

/** A message for the photographer. */
export interface Notice {
  readonly id: number;
  /** Errors stay until they are closed; the rest goes by itself after a while. */
  readonly kind: 'error' | 'note' | 'done';
  readonly title: string;
  readonly message: string;
  /** For whoever reports an error. */
  readonly details: string;
  /** A project that can be opened to look at, where it is about one that cannot be edited. */
  readonly toLookAt?: string | undefined;
}

/** A window over the editor; one at a time. */
export type Dialog = 'export' | 'models' | 'save-as' | 'shortcuts';

/**
 * All that the window knows. What main owns (project, records, history, runs, stage) is a copy that
 * main's events keep up to date; the rest is the window's own. Actions live in this folder, and
 * nothing else writes it but the canvas, which writes what the pointer does.
 */
export interface State {
  readonly isConnected: boolean;
  readonly app: AppState | null;
  readonly preferences: Preferences;
  /** `undefined` until main has said what is open; null for nothing. */
  readonly project: OpenProject | null | undefined;
  /** The document as main holds it. */
  readonly held: ReadonlyMap<string, DocumentRecord>;
  /** Gestures that are on their way to the disk, in their order. */
  readonly pending: readonly Pending[];
  /** The document as it shows: what main holds, with what is pending. */
  readonly records: ReadonlyMap<string, DocumentRecord>;
  readonly history: HistoryState;
  /** By number, in the order they were made. */
  readonly runs: ReadonlyMap<number, RunState>;
  readonly stage: StageState | null;
  /** How far an export is; it goes on beside everything else. */
  readonly exporting: StageState | null;
  /** Whether main reads a photo or project that is to be shown. */
  readonly isOpening: boolean;
  /** The models of this machine; null until main has listed them. */
  readonly models: readonly ModelState[] | null;
  /** How far the check of a model's files is. */
  readonly modelCheck: ModelCheck | null;
  readonly notices: readonly Notice[];
  readonly hand: Hand;
  /** Takes back what the pointer is doing on the canvas; null where it does nothing there. */
  readonly cancelGesture: (() => void) | null;
  readonly viewing: Viewing;
  readonly dialog: Dialog | null;
  /** Whether only the photo is shown; panels come back as they were. */
  readonly arePanelsHidden: boolean;
}

export const INITIAL: State = {
  isConnected: false,
  app: null,
  preferences: DEFAULT_PREFERENCES,
  project: undefined,
  held: new Map(),
  pending: [],
  records: new Map(),
  history: { edits: [], head: 1, canUndo: false, canRedo: false },
  runs: new Map(),
  stage: null,
  exporting: null,
  isOpening: false,
  models: null,
  modelCheck: null,
  notices: [],
  hand: DEFAULT_HAND,
  cancelGesture: null,
  viewing: DEFAULT_VIEWING,
  dialog: null,
  arePanelsHidden: false,
};

export const useStore = create<State>(() => INITIAL);

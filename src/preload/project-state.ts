import { z } from 'zod';
import { DocumentRecord } from '../document/records.ts';
import { RunState } from './run-state.ts';

const rowNumber = z.int().positive();

/** A step of the history, as `store/edit-tree.ts` keeps it. */
export const EditState = z.strictObject({
  id: rowNumber,
  /** The edit it was made upon; null for the first. */
  parent: rowNumber.nullable(),
  label: z.string(),
  /** Milliseconds since 1970. */
  made: z.number(),
  name: z.string().nullable(),
});
export type EditState = Readonly<z.infer<typeof EditState>>;

/** The history, and where the document stands in it. */
export const HistoryState = z.strictObject({
  /** All edits; or in an event, only those that are new or were named. */
  edits: z.array(EditState),
  head: rowNumber,
  canUndo: z.boolean(),
  canRedo: z.boolean(),
});
export type HistoryState = Readonly<z.infer<typeof HistoryState>>;

export const PhotoState = z.strictObject({
  id: rowNumber,
  name: z.string(),
  role: z.enum(['original', 'reference']),
  /** In pixels, as it is seen upright. */
  width: z.int().positive(),
  height: z.int().positive(),
});
export type PhotoState = Readonly<z.infer<typeof PhotoState>>;

/** The project that is open, as a window first sees it; events tell what changes. */
export const ProjectState = z.strictObject({
  /** As the window's title shows it. */
  name: z.string(),
  path: z.string(),
  /** The same as long as it is open, wherever it is saved to. */
  session: z.string(),
  /** Whether it lies in Penumbra's own folder, as it was never saved under a name. */
  isUnsaved: z.boolean(),
  isReadOnly: z.boolean(),
  photos: z.array(PhotoState).min(1),
  records: z.array(DocumentRecord),
  history: HistoryState,
  runs: z.array(RunState),
  /** How it was last seen. */
  view: z.json(),
  /** What had to be done to open it, in whole sentences. */
  notes: z.array(z.string()),
});
export type ProjectState = Readonly<z.infer<typeof ProjectState>>;

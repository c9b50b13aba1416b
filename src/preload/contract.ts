import { z } from 'zod';
import { DocumentRecord } from '../document/records.ts';
import { AppState, Preferences, RecentProject } from './app-state.ts';
import { CommandId } from './commands.ts';
import { ExportOptions, ExportResult } from './export-state.ts';
import {
  CheckedModel,
  ExplorePlan,
  ModelCheck,
  ModelSource,
  ModelState,
  PlannedControls,
} from './model-state.ts';
import { HistoryState, ProjectState } from './project-state.ts';
import { IterateState, RunState, StageState } from './run-state.ts';

/**
 * All that passes between a window and main: every method with what it takes and gives, and every
 * event. Both sides check what they receive. Pictures never pass here: they have URLs (`urls.ts`).
 */

const rowNumber = z.int().positive();

/** Names a file that was uploaded (`urls.ts`), or one that a dialog of main's was asked for. */
const FileSource = z.discriminatedUnion('from', [
  /** Main asks with its own dialog; gives null where that was closed. */
  z.strictObject({ from: z.literal('dialog') }),
  z.strictObject({ from: z.literal('upload'), upload: z.string().min(1) }),
  /** Of the folder that the browser host was given, or of a file that the system was told to open. */
  z.strictObject({ from: z.literal('path'), path: z.string().min(1) }),
  z.strictObject({ from: z.literal('sample') }),
]);

function method<Params extends z.ZodType, Result extends z.ZodType>(
  params: Params,
  result: Result,
) {
  return { params, result };
}

const nothing = z.null();

export const methods = {
  /** What a window needs before anything is open. */
  'app.state': method(nothing, AppState),
  /** Keeps what the photographer prefers, for every project: theme, panels, shortcuts. */
  'app.setPreferences': method(Preferences, nothing),
  /** Takes a project off the list of recent ones; the file stays. */
  'app.forgetRecent': method(z.strictObject({ path: z.string() }), z.array(RecentProject)),
  /** Deletes a project without a name, for good. @returns those that are left */
  'app.discardUnsaved': method(z.strictObject({ path: z.string() }), z.array(RecentProject)),

  /** The project that is open in this window; null for none. */
  'project.state': method(nothing, ProjectState.nullable()),
  /** Opens a photo as a new project, or a project file. Null where a dialog was closed. */
  'project.open': method(
    z.strictObject({ source: FileSource, readOnly: z.boolean() }),
    ProjectState.nullable(),
  ),
  'project.close': method(nothing, nothing),
  /** @returns where it is now; null where the dialog was closed. In a browser it goes into the given folder, or is downloaded. */
  'project.saveAs': method(
    z.strictObject({ name: z.string().min(1) }),
    z.strictObject({ download: z.string().nullable(), name: z.string() }).nullable(),
  ),
  /** Another picture for the group: relit, enhanced, or another frame. @returns its number */
  'project.addPicture': method(
    z.strictObject({ source: FileSource }),
    z.strictObject({ photo: rowNumber, name: z.string() }).nullable(),
  ),
  /** How the project was last seen: zoom, place, panel. No step of the history. */
  'project.setView': method(z.json(), nothing),

  /** Saves one gesture. When this returns, it is on the disk. */
  'document.commit': method(
    z.strictObject({
      label: z.string().min(1).max(200),
      put: z.array(DocumentRecord),
      remove: z.array(z.string()),
    }),
    z.strictObject({ edit: rowNumber }),
  ),
  'document.undo': method(nothing, nothing),
  'document.redo': method(nothing, nothing),
  'document.goTo': method(z.strictObject({ edit: rowNumber }), nothing),
  'document.nameEdit': method(
    z.strictObject({ edit: rowNumber, name: z.string().max(200).nullable() }),
    nothing,
  ),

  /** Says of an exploration what it needs, before it is begun. */
  'explore.plan': method(
    z.strictObject({ photo: rowNumber, controls: PlannedControls }),
    ExplorePlan,
  ),
  /** Whether strokes or settings have changed since an exploration was begun at an edit. */
  'explore.isOutdated': method(z.strictObject({ photo: rowNumber, edit: rowNumber }), z.boolean()),
  /** Explores the photo with the strokes as they stand; returns at once, and events tell how it goes. */
  'explore.start': method(z.strictObject({ photo: rowNumber }), nothing),
  /** Refines a cluster towards the strokes; what comes of it joins the gallery. */
  'explore.refine': method(
    z.strictObject({ cluster: rowNumber, steps: z.int().min(1).max(200) }),
    nothing,
  ),
  'explore.cancel': method(nothing, nothing),

  /** The embedded model, and those that were added on this machine. */
  'models.list': method(nothing, z.array(ModelState)),
  /** Makes a model known; its files stay where they are. @returns all; null where the dialog was closed */
  'models.add': method(
    z.strictObject({ source: ModelSource, id: z.string().min(1).max(200).nullable() }),
    z.array(ModelState).nullable(),
  ),
  /**
   * Reads all files of a model, and compares them with what they were. @returns null where it was cancelled
   */
  'models.check': method(z.strictObject({ id: z.string() }), CheckedModel.nullable()),
  'models.cancelCheck': method(nothing, nothing),
  /** Forgets a model; its files stay. @returns those that are left */
  'models.remove': method(z.strictObject({ id: z.string() }), z.array(ModelState)),

  /** Names the file that an export would make, and says whether it is there already. */
  'export.plan': method(
    ExportOptions,
    z.strictObject({
      /** Null where the template makes none. */
      name: z.string().nullable(),
      exists: z.boolean(),
      /** Why it cannot be written so; null where it can. */
      problem: z.string().nullable(),
    }),
  ),
  /** Null where the dialog was closed. */
  'export.write': method(
    z.strictObject({ options: ExportOptions, replace: z.boolean() }),
    ExportResult.nullable(),
  ),
  'export.cancel': method(nothing, nothing),
} as const;

/** An error as it crosses: rebuilt with its name on the other side. */
export const Failure = z.strictObject({
  name: z.string(),
  message: z.string(),
  /** For whoever reports it: where it happened, and what it was caused by. */
  details: z.string(),
  /** The project file that it is about, if it is about one. */
  path: z.string().nullable(),
});
export type Failure = z.infer<typeof Failure>;

export const events = {
  /** The document changed: by this window's gesture, undo, or a jump. */
  document: z.strictObject({
    put: z.array(DocumentRecord),
    remove: z.array(z.string()),
    history: HistoryState,
  }),
  /** Another project is open, or none. */
  project: ProjectState.nullable(),
  /** A stage of work began or went on; null when nothing is going on any more. */
  stage: StageState.nullable(),
  /** Work that had stages came to its end. */
  ended: z.strictObject({
    work: z.enum(['explore', 'refine']),
    outcome: z.enum(['done', 'cancelled', 'failed']),
  }),
  /** How far an export is, which goes on beside everything else; null when none does any more. */
  exporting: StageState.nullable(),
  /** A run began, ended, or found its clusters. */
  run: RunState,
  /** A run's newest iterate. */
  iterate: z.strictObject({ run: rowNumber, iterate: IterateState }),
  /** How far the check of a model's files is; null when it is over. */
  'model-check': ModelCheck.nullable(),
  /** Work that nobody waits for failed. */
  failure: Failure,
  /** A menu entry or the system asks for something that the window does. */
  command: z.strictObject({ command: CommandId }),
} as const;

export type Method = keyof typeof methods;
export type Params<M extends Method> = z.infer<(typeof methods)[M]['params']>;
export type Result<M extends Method> = z.infer<(typeof methods)[M]['result']>;
export type EventName = keyof typeof events;
export type EventData<E extends EventName> = z.infer<(typeof events)[E]>;
export type FileSource = z.infer<typeof FileSource>;

export function isMethod(name: string): name is Method {
  return Object.hasOwn(methods, name);
}

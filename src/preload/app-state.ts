import { z } from 'zod';

/** What the photographer prefers, for every project. */
export const Preferences = z.strictObject({
  theme: z.enum(['dark', 'light', 'system']),
  /** Sizes and visibility of panels, by name. */
  panels: z.record(
    z.string(),
    z.strictObject({ isOpen: z.boolean(), size: z.number().positive().optional() }),
  ),
  /** Keys of commands that were given others, by command. */
  shortcuts: z.record(z.string(), z.string()),
  /** Pressure of the pen. */
  pressure: z.strictObject({ size: z.boolean(), opacity: z.boolean() }),
  /** Advanced settings kept under a name. */
  presets: z.array(z.strictObject({ name: z.string().min(1), settings: z.json() })),
  /** Options of the last export. */
  lastExport: z.json(),
});
export type Preferences = Readonly<z.infer<typeof Preferences>>;

export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'dark',
  panels: {},
  shortcuts: {},
  pressure: { size: true, opacity: false },
  presets: [],
  lastExport: null,
};

export const RecentProject = z.strictObject({
  path: z.string(),
  name: z.string(),
  /** Whether the file is there. */
  exists: z.boolean(),
  /** When it was last written, in milliseconds since 1970; null where it is not there. */
  changed: z.number().nullable(),
});
export type RecentProject = z.infer<typeof RecentProject>;

/** What a window needs before anything is open. */
export const AppState = z.strictObject({
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  recents: z.array(RecentProject),
  /** Projects that never got a name and are not open: a crash or a closed window left them. */
  unsaved: z.array(RecentProject),
  /** Photos and projects of the folder that the browser host was given. */
  folder: z
    .strictObject({
      name: z.string(),
      files: z.array(z.strictObject({ path: z.string(), name: z.string() })),
      /** Formats of its pictures that cannot be opened, one for each file. */
      unsupported: z.array(z.string()),
      /** Why it cannot be read, in a sentence; null where it can. */
      problem: z.string().nullable(),
    })
    .nullable(),
  preferences: Preferences,
});
export type AppState = Readonly<z.infer<typeof AppState>>;

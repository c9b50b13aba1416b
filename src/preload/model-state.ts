import { z } from 'zod';
import { Controls } from '../document/controls.ts';

/** A model as a window shows it. */
export const ModelState = z.strictObject({
  /** The name it goes by. */
  id: z.string().min(1),
  isEmbedded: z.boolean(),
  /** Such as "FLUX.1-schnell"; null where its files do not say. */
  family: z.string().nullable(),
  licence: z.string().nullable(),
  /** What its weights are stored as, such as BF16 or Q4. */
  types: z.array(z.string()),
  /** Number of its weights. */
  parameters: z.number().min(0),
  /** Size of its files. */
  bytes: z.number().min(0),
  /** Where its largest file lies. */
  path: z.string(),
  /** What an edit needs of this machine, in a sentence; null where it is little, or not known. */
  memory: z.string().nullable(),
  /** What keeps it from being used, in words: what is missing, and what is damaged. */
  problems: z.array(z.string()),
  /** Whether it is told in words what the photo shows. */
  takesText: z.boolean(),
  /** Longer sides to choose from, in pixels, and the one that is taken unless told. */
  sizes: z.array(z.int().positive()),
  usualSize: z.int().positive(),
});
export type ModelState = Readonly<z.infer<typeof ModelState>>;

/**
 * Where a model lies. Where there are no dialogs a path may be typed, unlike that of a photo: only the headers of
 * weights and the tokenizers below it are inspected, nothing of them is served, and what is wrong names the file. A page
 * that could ask for it has the host's token already, and learns no more than whether there is a model.
 */
export const ModelSource = z.discriminatedUnion('from', [
  /** Main asks with its own dialog; gives null where that was closed. */
  z.strictObject({ from: z.literal('dialog'), of: z.enum(['folder', 'file']) }),
  z.strictObject({ from: z.literal('path'), path: z.string().min(1).max(4096) }),
]);
export type ModelSource = z.infer<typeof ModelSource>;

/** How far the check of a model's files is. */
export const ModelCheck = z.strictObject({
  id: z.string(),
  /** Name of the file that is read. */
  file: z.string(),
  /** Bytes. */
  done: z.number().min(0),
  of: z.number().min(0),
});
export type ModelCheck = Readonly<z.infer<typeof ModelCheck>>;

/** What a check of a model's files came to. */
export const CheckedModel = z.strictObject({
  files: z.array(
    z.strictObject({
      path: z.string(),
      sha256: z.string(),
      /** Whether there was a hash to compare with; else this one is kept. */
      isCompared: z.boolean(),
    }),
  ),
});
export type CheckedModel = Readonly<z.infer<typeof CheckedModel>>;

/** The controls that decide what an exploration needs of the machine. */
export const PlannedControls = Controls.pick({ model: true, modelSize: true, mode: true });
export type PlannedControls = Readonly<z.infer<typeof PlannedControls>>;

/** Whether this machine can do an exploration, and what else it could. */
export const ExplorePlan = z.strictObject({
  isPossible: z.boolean(),
  /** What to know of it, in whole sentences; null where it goes without saying. */
  note: z.string().nullable(),
  /** What would do, or do better. */
  ways: z.array(z.strictObject({ label: z.string(), change: PlannedControls.partial() })),
});
export type ExplorePlan = Readonly<z.infer<typeof ExplorePlan>>;

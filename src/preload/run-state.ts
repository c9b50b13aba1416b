import { z } from 'zod';

const rowNumber = z.int().positive();

/** One step of a run. */
export const IterateState = z.strictObject({
  id: rowNumber,
  /** From 0, the start. */
  step: z.int().min(0),
  residual: z.number(),
});
export type IterateState = Readonly<z.infer<typeof IterateState>>;

/** An alternative that a run found; figures as in `photo/appraise.ts`. */
export const ClusterState = z.strictObject({
  id: rowNumber,
  /** What it is, in a word or two, such as "Soft light". */
  label: z.string(),
  /** `found` by the iteration, `mean` of what it found, or `refined` from one. */
  kind: z.enum(['found', 'mean', 'refined']),
  /** Structural similarity to the photo, at most 1. */
  likeness: z.number(),
  /** How far colours under the strokes went towards the painted ones; 1 is all the way. */
  effect: z.number(),
  /** Change around the strokes, their soft edge included, in steps of 255. */
  outside: z.number(),
  residual: z.number(),
  /** Numbers of its iterates. */
  iterates: z.array(rowNumber),
});
export type ClusterState = Readonly<z.infer<typeof ClusterState>>;

/** One inversion of a photo with its strokes. */
export const RunState = z.strictObject({
  id: rowNumber,
  photo: rowNumber,
  /** The edit whose strokes and settings it worked on: runs of one edit are one exploration. */
  edit: rowNumber,
  sigma: z.number(),
  /** How many iterates it makes. */
  iterations: z.int().positive(),
  /** Of its clusters' pictures and figures; null where another version made it, which is not known here. */
  strength: z.number().nullable(),
  /** `cut short` where a crash ended it. */
  outcome: z.enum(['running', 'done', 'cancelled', 'failed', 'cut short']),
  /** Why it failed. */
  message: z.string().nullable(),
  iterates: z.array(IterateState),
  /** Where the iterates lie in the plane of the trajectory's two leading directions, in their order. */
  plane: z.array(z.tuple([z.number(), z.number()])),
  clusters: z.array(ClusterState),
});
export type RunState = Readonly<z.infer<typeof RunState>>;

/** What is going on. */
export const StageState = z.strictObject({
  work: z.enum(['explore', 'refine', 'revive', 'export']),
  /** In the words of the trade, as a photographer reads them. */
  stage: z.string(),
  done: z.int().min(0),
  /** 0 where it is not known. */
  of: z.int().min(0),
  /** Measured on what is done; null while too little is. */
  secondsLeft: z.number().nullable(),
});
export type StageState = Readonly<z.infer<typeof StageState>>;

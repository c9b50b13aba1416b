import { z } from 'zod';

/** A record's name: no two in a document have the same. */
const id = z.string().min(1);
/** Of a row in the project file. */
const rowNumber = z.int().positive();
const fraction = z.number().min(0).max(1);

/** A named sheet of strokes over one photo. */
const Layer = z.strictObject({
  kind: z.literal('layer'),
  id,
  photo: rowNumber,
  name: z.string(),
  intent: z.enum(['colour', 'light', 'shadow', 'make-up']),
  visible: z.boolean(),
  opacity: fraction,
  /** Layers are drawn from the lowest to the highest. */
  order: z.number(),
});

/** One drawn line. A layer's strokes are drawn in the order of their ids (`recordId`). */
const Stroke = z.strictObject({
  kind: z.literal('stroke'),
  id,
  /** The layer's id. */
  layer: id,
  tool: z.enum(['brush', 'eraser']),
  /** `#rrggbb`, sRGB. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/, 'expected #rrggbb'),
  /** Diameter in pixels of the photo. */
  size: z.number().positive(),
  hardness: fraction,
  opacity: fraction,
  /** Whether the pen's pressure scales the diameter, and the opacity; unless it says so, neither. */
  pressureSize: z.boolean().optional(),
  pressureOpacity: z.boolean().optional(),
  /** x, y (pixels of the photo) and pressure (0 to 1) of each point, one after the other. */
  points: z
    .array(z.number())
    .refine(({ length }) => length % 3 === 0, 'expected x, y and pressure of each point')
    .readonly(),
});

/** What is shown as a photo's result: a cluster, or several blended, whose weights add up to 1. */
const Pick = z.strictObject({
  kind: z.literal('pick'),
  id,
  photo: rowNumber,
  clusters: z
    .array(z.strictObject({ cluster: rowNumber, weight: z.number() }))
    .min(1)
    .readonly(),
});

/** An iterate of a run that is worth coming back to. */
const Pin = z.strictObject({
  kind: z.literal('pin'),
  id,
  photo: rowNumber,
  iterate: rowNumber,
  name: z.string(),
});

/** What the photographer thinks of a cluster. */
const Rating = z.strictObject({
  kind: z.literal('rating'),
  id,
  cluster: rowNumber,
  /** 0 for none. */
  stars: z.int().min(0).max(5),
  rejected: z.boolean(),
});

/** One control's value, such as likeness, strength or area. */
const Parameter = z.strictObject({
  kind: z.literal('parameter'),
  id,
  value: z.json() as z.ZodType<Json>,
});

export const DocumentRecord = z.discriminatedUnion('kind', [
  Layer,
  Stroke,
  Pick,
  Pin,
  Rating,
  Parameter,
]);

/**
 * What a photographer makes and can undo, as records: the store keeps every version of each. All
 * are plain JSON, so that they pass between processes as they are.
 */
export type DocumentRecord = Readonly<z.infer<typeof DocumentRecord>>;
export type Layer = Readonly<z.infer<typeof Layer>>;
export type Stroke = Readonly<z.infer<typeof Stroke>>;

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Records to write, and ids of records to take away. */
export interface DocumentChange {
  readonly put: readonly DocumentRecord[];
  readonly remove: readonly string[];
}

/**
 * A value, from a file or from another process, as a record.
 * @returns which field is wrong and how, where it is none
 */
export function readRecord(value: unknown): DocumentRecord | { readonly problem: string } {
  const { error } = DocumentRecord.safeParse(value);
  if (!error) return value as DocumentRecord;
  const problems = error.issues.map(({ path, message }) => [...path, message].join(': '));
  return { problem: problems.join('; ') };
}

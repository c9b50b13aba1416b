import { z } from 'zod';
import { PHOTO_FORMAT_IDS } from '../document/photo-formats.ts';
import { Look } from './urls.ts';

/** How a photo is written. */
export const ExportOptions = z.strictObject({
  photo: z.int().positive(),
  /** What is applied; null for the photo as it is. */
  look: Look.nullable(),
  format: z.enum(PHOTO_FORMAT_IDS),
  /** Name without extension; `{name}`, `{date}` and `{n}` are filled in. */
  name: z.string().min(1),
  quality: z.int().min(1).max(100),
  /** Longer side in pixels; null for the photo's own size. */
  size: z.int().min(16).nullable(),
  sharpen: z.boolean(),
  profile: z.enum(['keep', 'srgb', 'p3']),
  /** Bits a channel; null for the photo's own. */
  depth: z.union([z.literal(8), z.literal(16)]).nullable(),
  metadata: z.enum(['keep', 'no-gps', 'none']),
  /** Whether it is marked as edited with a trained model. */
  mark: z.boolean(),
  /** Whether a report of what changed is written beside it. */
  fidelity: z.boolean(),
});
export type ExportOptions = Readonly<z.infer<typeof ExportOptions>>;

export const ExportResult = z.strictObject({
  name: z.string(),
  /** Where it lies; null in a browser, which downloads it. */
  path: z.string().nullable(),
  /** URLs of what is to be downloaded. */
  downloads: z.array(z.strictObject({ name: z.string(), url: z.string() })),
  /** As in `photo/fidelity.ts`, where it was measured. */
  fidelity: z
    .strictObject({ changed: z.number(), maxOutside: z.number(), deltaE: z.number() })
    .nullable(),
});
export type ExportResult = Readonly<z.infer<typeof ExportResult>>;

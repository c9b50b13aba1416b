import { z } from 'zod';
import type { EditSettings } from './edit.ts';

/** Every setting of an edit, with σ as it was found where it was looked for. */
const Settings = z.object({
  mode: z.enum(['single', 'group', 'finetune']),
  sigma: z.number(),
  iterations: z.number(),
  fineStep: z.number(),
  cluster: z.union([z.number(), z.literal('mean')]).nullable(),
  strength: z.number(),
  steps: z.number(),
  refine: z.number(),
  rank: z.union([z.number(), z.literal('full')]),
  area: z.enum(['strokes', 'photo']),
  feather: z.number(),
  softness: z.number(),
  lockDrift: z.boolean(),
  /** Of models that take a prompt, and where another size than the model's own was asked for. */
  prompt: z.string().nullable().default(null),
  modelSize: z.number().nullable().default(null),
});

/** Pictures and tuned weights of a run, by their numbers in the project, and every setting. */
const RunParameters = Settings.extend({
  strokes: z.int().positive(),
  with: z.array(z.int().positive()),
  /** The file that tuned weights came from, which the project holds a copy of. */
  tuned: z.string().nullable(),
});

/** The settings of an edit alone, of all that a job says. */
export function recordedSettings(job: EditSettings, sigma: number): z.infer<typeof Settings> {
  return Settings.parse({ ...job, sigma, cluster: job.cluster ?? null });
}

/** What a project keeps of how a run was made: all that its replay needs. */
export type RunParameters = z.infer<typeof RunParameters>;

/**
 * A run's parameters, from a project file.
 * @returns what is wrong with them, where they are not those of an edit that this version knows
 */
export function readRunParameters(value: unknown): RunParameters | { readonly problem: string } {
  const parsed = RunParameters.safeParse(value);
  return parsed.success ? parsed.data : { problem: z.prettifyError(parsed.error) };
}

/** The settings among a run's parameters. */
export function settingsOf(parameters: RunParameters): EditSettings {
  const { strokes, with: others, tuned, cluster, ...settings } = parameters;
  return { ...settings, cluster: cluster ?? undefined };
}

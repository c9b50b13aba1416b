import { z } from 'zod';
import type { DocumentRecord } from './records.ts';

/** Name of the model that comes with Penumbra: that of its folder. */
export const EMBEDDED_ID = 'mini';

/** Longest prompt, in characters: more than any text encoder reads. */
export const LONGEST_PROMPT = 4000;

/** Fewer iterates than this say nothing of where they lead. */
export const FEWEST_ITERATIONS = 6;

/** What decides an exploration and how its results are applied; each is a record, so that it can be undone. */
export const Controls = z.strictObject({
  /** How near alternatives keep to the photo and the strokes' shape: 1 nearest, 0 freest. It chooses σ. */
  likeness: z.number().min(0).max(1),
  /** How far colours under the strokes go towards the painted ones; 1 is all the way. */
  strength: z.number().min(0).max(2),
  /** Where the photo may change: near the strokes, or everywhere. */
  area: z.enum(['strokes', 'photo']),
  /** Width of the area's soft edge, as a share of the photo's longer side. */
  feather: z.number().min(0).max(1),
  /** How far light spreads, as a share of the longer side. */
  softness: z.number().positive().max(0.5),
  /** Whether low-frequency colour away from the strokes is held to the photo's. */
  lockDrift: z.boolean(),
  /** `group` inverts photo and painted photo in turns; `finetune` first tunes the model to the strokes. */
  mode: z.enum(['group', 'finetune']),
  /** Evaluations of each inversion. */
  iterations: z.int().min(FEWEST_ITERATIONS).max(100),
  /** Euler steps from σ down to 0; 0 for the one-step prediction. */
  steps: z.int().min(0).max(5),
  /** Noise level; null where likeness chooses it. */
  sigma: z.number().min(0.05).max(0.95).nullable(),
  /** Photos (by number) that join the group as prompts. */
  prompts: z.array(z.int().positive()),
  /** Name of the model: the embedded one, or one that was added on this machine. */
  model: z.string().min(1).max(200),
  /** What the photo shows, for models that take words. */
  prompt: z.string().max(LONGEST_PROMPT),
  /** Pixels of the longer side that edits are found at; null for the model's own. */
  modelSize: z.int().min(64).max(4096).nullable(),
});
export type Controls = Readonly<z.infer<typeof Controls>>;
export type ControlName = keyof Controls;

/** (Keys of an object are any texts to the compiler.) */
const NAMES = Object.keys(Controls.shape) as ControlName[];

export const DEFAULT_CONTROLS: Controls = {
  likeness: 0.5,
  strength: 0.6,
  area: 'strokes',
  feather: 0.2,
  softness: 0.12,
  lockDrift: true,
  mode: 'group',
  iterations: 8,
  steps: 0,
  sigma: null,
  prompts: [],
  model: EMBEDDED_ID,
  prompt: '',
  modelSize: null,
};

/** A control's value as a record of the document. */
export function controlRecord<Name extends ControlName>(
  name: Name,
  value: Controls[Name],
): DocumentRecord {
  return { kind: 'parameter', id: idOf(name), value };
}

/** What decides how a result comes to its photo, whichever run it is of. */
export type TransferControls = Pick<
  Controls,
  'strength' | 'area' | 'feather' | 'softness' | 'lockDrift'
>;

/** The same as records of the document. */
export function transferRecords(settings: TransferControls): DocumentRecord[] {
  const { strength, area, feather, softness, lockDrift } = settings;
  return [
    controlRecord('strength', strength),
    controlRecord('area', area),
    controlRecord('feather', feather),
    controlRecord('softness', softness),
    controlRecord('lockDrift', lockDrift),
  ];
}

/**
 * The controls of a document. Those that it does not hold are at their defaults, and so are those with a value that
 * this version does not know: another version's must not keep a project from being opened.
 */
export function controlsOf(records: ReadonlyMap<string, DocumentRecord>): Controls {
  const found = NAMES.flatMap((name) => {
    const record = records.get(idOf(name));
    const isKnown = record?.kind === 'parameter' && !controlProblem(record);
    return isKnown ? [[name, record.value] as const] : [];
  });
  return Controls.parse({ ...DEFAULT_CONTROLS, ...Object.fromEntries(found) });
}

/** What is wrong with the value of a record that sets a control; `undefined` where nothing is. */
export function controlProblem(record: DocumentRecord): string | undefined {
  const name = NAMES.find((one) => idOf(one) === record.id);
  if (name === undefined || record.kind !== 'parameter') return undefined;
  const { error } = Controls.shape[name].safeParse(record.value);
  return error?.issues
    .map(({ path, message }) => ['value', ...path, message].join(': '))
    .join('; ');
}

function idOf(name: string): string {
  return `control/${name}`;
}

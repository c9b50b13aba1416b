import type { Json } from '../../document/records.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { columns } from './migrations/index.ts';
import { SealedTable } from './sealed-table.ts';

type RunRow = {
  readonly photo: number;
  readonly edit: number;
  readonly parameters: string;
  readonly model: string;
  readonly model_sha256: string;
  readonly provider: string;
  readonly app: string;
  readonly started: number;
};
type RunEndRow = {
  readonly run: number;
  readonly outcome: Outcome;
  readonly message: string | null;
  readonly ended: number;
};

const runs = new SealedTable<RunRow>('run', columns.run);
const runEnds = new SealedTable<RunEndRow>('run_end', columns.run_end);

export type Outcome = 'done' | 'cancelled' | 'failed';

/** All that is needed to compute a run again. */
export interface NewRun {
  /** The photo it works on. */
  readonly photo: number;
  /** The edit whose strokes and parameters it started from. */
  readonly edit: number;
  /** Every number and choice that went in, defaults and seeds included. */
  readonly parameters: Readonly<Record<string, Json>>;
  readonly model: { readonly id: string; readonly sha256: string };
  /** The execution provider: results are equal on the same one. */
  readonly provider: string;
  /** Version of Penumbra. */
  readonly app: string;
}

export interface Run extends NewRun {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** `undefined` while it goes on, and for ever where a crash cut it short. */
  readonly end?: {
    readonly outcome: Outcome;
    /** Why it failed. */
    readonly message: string | null;
    /** Milliseconds since 1970. */
    readonly ended: number;
  };
}

/** Numbers worth keeping with a result, such as its residual or its likeness to the photo. */
export type Measures = Readonly<Record<string, number>>;

/** Notes that a run begins. What it finds is added as it forms, so that a crash keeps it. */
export function startRun(db: WritableDatabase, run: NewRun): number {
  const { parameters, model, ...rest } = run;
  return runs.insert(db, {
    ...rest,
    parameters: JSON.stringify(parameters),
    model: model.id,
    model_sha256: model.sha256,
    started: Date.now(),
  });
}

export function endRun(
  db: WritableDatabase,
  run: number,
  outcome: Outcome,
  message: string | null = null,
): void {
  runEnds.insert(db, { run, outcome, message, ended: Date.now() });
}

export function runsOf(db: ReadableDatabase): Run[] {
  const ends = new Map([...runEnds.rows(db)].map((end) => [end.run, end]));
  return [...runs.rows(db)].map(({ parameters, model, model_sha256, ...row }) => {
    const end = ends.get(row.id);
    return {
      ...row,
      parameters: JSON.parse(parameters),
      model: { id: model, sha256: model_sha256 },
      ...(end && { end: { outcome: end.outcome, message: end.message, ended: end.ended } }),
    };
  });
}

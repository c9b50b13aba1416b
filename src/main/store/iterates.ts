import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { ProjectError } from './errors.ts';
import { type Latent, type LatentCells, putLatent, readLatent } from './latent.ts';
import { columns } from './migrations/index.ts';
import type { Measures } from './runs.ts';
import { SealedTable } from './sealed-table.ts';

type IterateRow = LatentCells & {
  readonly run: number;
  readonly step: number;
  readonly measures: string;
};

const iterates = new SealedTable<IterateRow>('iterate', columns.iterate);

/** One step of a run. */
export interface NewIterate {
  readonly run: number;
  readonly step: number;
  readonly latent: Latent;
  readonly measures: Measures;
}

export interface Iterate extends Omit<NewIterate, 'latent'> {
  readonly id: number;
}

/** @returns its number */
export function addIterate(db: WritableDatabase, iterate: NewIterate): number {
  const { latent, measures, run, step } = iterate;
  const cells = putLatent(db, latent);
  return iterates.insert(db, { run, step, ...cells, measures: JSON.stringify(measures) });
}

export function iteratesOf(db: ReadableDatabase, run: number): Iterate[] {
  return [...iterates.rows(db, 'run = ?', run)].map(({ id, step, measures }) => ({
    id,
    run,
    step,
    measures: JSON.parse(measures),
  }));
}

/** @throws ProjectError where there is no such iterate */
export function iterateLatent(db: ReadableDatabase, id: number): Latent {
  const row = iterates.row(db, id);
  if (!row) throw new ProjectError(db.name, `has no iterate ${id}.`);
  return readLatent(db, row);
}

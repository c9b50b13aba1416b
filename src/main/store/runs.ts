import { type BlobId, putBlob } from './blobs.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import type { Json } from './document.ts';
import { ProjectError } from './errors.ts';
import { type Latent, type LatentCells, putLatent, readLatent } from './latent.ts';
import { type Numbered, SealedTable } from './sealed-table.ts';

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
type IterateRow = LatentCells & {
  readonly run: number;
  readonly step: number;
  readonly measures: string;
};
type ClusterRow = LatentCells & { readonly run: number; readonly measures: string };
type MemberRow = { readonly cluster: number; readonly iterate: number };
type AdapterRow = {
  readonly run: number;
  readonly name: string;
  readonly format: string;
  readonly blob: BlobId;
};

export const runs = new SealedTable<RunRow>('run', [
  'photo',
  'edit',
  'parameters',
  'model',
  'model_sha256',
  'provider',
  'app',
  'started',
]);
export const runEnds = new SealedTable<RunEndRow>('run_end', [
  'run',
  'outcome',
  'message',
  'ended',
]);
export const iterates = new SealedTable<IterateRow>('iterate', [
  'run',
  'step',
  'latent',
  'dtype',
  'shape',
  'measures',
]);
export const clusters = new SealedTable<ClusterRow>('cluster', [
  'run',
  'latent',
  'dtype',
  'shape',
  'measures',
]);
export const members = new SealedTable<MemberRow>('cluster_member', ['cluster', 'iterate']);
export const adapters = new SealedTable<AdapterRow>('adapter', ['run', 'name', 'format', 'blob']);

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
type Measures = Readonly<Record<string, number>>;

export interface NewIterate {
  readonly run: number;
  readonly step: number;
  readonly latent: Latent;
  readonly measures: Measures;
}

export interface NewCluster {
  readonly run: number;
  /** Its centre. */
  readonly latent: Latent;
  /** Numbers of the iterates that belong to it. */
  readonly iterates: readonly number[];
  readonly measures: Measures;
}

export interface Iterate extends Omit<NewIterate, 'latent'> {
  readonly id: number;
}

export interface Cluster extends Omit<NewCluster, 'latent'> {
  readonly id: number;
}

/** Weights that were tuned to a photo. */
export interface NewAdapter {
  /** The run that tuned them; it names the model they belong to. */
  readonly run: number;
  readonly name: string;
  /** Of the bytes, such as `safetensors`. */
  readonly format: string;
  readonly bytes: Uint8Array;
}

export type Adapter = Numbered<AdapterRow>;

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

/** @returns its number */
export function addCluster(db: WritableDatabase, cluster: NewCluster): number {
  const { latent, measures, run } = cluster;
  const cells = putLatent(db, latent);
  const id = clusters.insert(db, { run, ...cells, measures: JSON.stringify(measures) });
  for (const iterate of cluster.iterates) members.insert(db, { cluster: id, iterate });
  return id;
}

export function clustersOf(db: ReadableDatabase, run: number): Cluster[] {
  return [...clusters.rows(db, 'run = ?', run)].map((row) => withMembers(db, row));
}

/** @throws ProjectError where there is no such cluster */
export function clusterOf(db: ReadableDatabase, id: number): Cluster {
  const row = clusters.row(db, id);
  if (!row) throw new ProjectError(db.name, `has no cluster ${id}.`);
  return withMembers(db, row);
}

function withMembers(db: ReadableDatabase, { id, run, measures }: Numbered<ClusterRow>): Cluster {
  const iterates = [...members.rows(db, 'cluster = ?', id)].map(({ iterate }) => iterate);
  return { id, run, iterates, measures: JSON.parse(measures) };
}

/** The latent of an iterate or a cluster. */
export function latentOf(db: ReadableDatabase, of: 'iterate' | 'cluster', id: number): Latent {
  const row = (of === 'iterate' ? iterates : clusters).row(db, id);
  if (!row) throw new ProjectError(db.name, `has no ${of} ${id}.`);
  return readLatent(db, row);
}

export function addAdapter(db: WritableDatabase, { bytes, ...rest }: NewAdapter): Adapter {
  const row = { ...rest, blob: putBlob(db, bytes) };
  return { id: adapters.insert(db, row), ...row };
}

export function adaptersOf(db: ReadableDatabase): Adapter[] {
  return [...adapters.rows(db)];
}

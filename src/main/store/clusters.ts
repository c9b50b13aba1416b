import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { ProjectError } from './errors.ts';
import { type Latent, type LatentCells, putLatent, readLatent } from './latent.ts';
import { columns } from './migrations/index.ts';
import type { Measures } from './runs.ts';
import { type Numbered, SealedTable } from './sealed-table.ts';

type ClusterRow = LatentCells & { readonly run: number; readonly measures: string };
type MemberRow = { readonly cluster: number; readonly iterate: number };

const clusters = new SealedTable<ClusterRow>('cluster', columns.cluster);
const members = new SealedTable<MemberRow>('cluster_member', columns.cluster_member);

/** An alternative that a run found. */
export interface NewCluster {
  readonly run: number;
  /** Its centre. */
  readonly latent: Latent;
  /** Numbers of the iterates that belong to it. */
  readonly iterates: readonly number[];
  readonly measures: Measures;
}

export interface Cluster extends Omit<NewCluster, 'latent'> {
  readonly id: number;
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
  return withMembers(db, rowOf(db, id));
}

/** @throws ProjectError where there is no such cluster */
export function clusterLatent(db: ReadableDatabase, id: number): Latent {
  return readLatent(db, rowOf(db, id));
}

function rowOf(db: ReadableDatabase, id: number): Numbered<ClusterRow> {
  const row = clusters.row(db, id);
  if (!row) throw new ProjectError(db.name, `has no cluster ${id}.`);
  return row;
}

function withMembers(db: ReadableDatabase, { id, run, measures }: Numbered<ClusterRow>): Cluster {
  const iterates = [...members.rows(db, 'cluster = ?', id)].map(({ iterate }) => iterate);
  return { id, run, iterates, measures: JSON.parse(measures) };
}

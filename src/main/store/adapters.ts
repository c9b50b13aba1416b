import { type BlobId, putBlob } from './blobs.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { columns } from './migrations/index.ts';
import { type Numbered, SealedTable } from './sealed-table.ts';

type AdapterRow = {
  readonly run: number;
  readonly name: string;
  readonly format: string;
  readonly blob: BlobId;
};

const adapters = new SealedTable<AdapterRow>('adapter', columns.adapter);

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

export function addAdapter(db: WritableDatabase, { bytes, ...rest }: NewAdapter): Adapter {
  const row = { ...rest, blob: putBlob(db, bytes) };
  return { id: adapters.insert(db, row), ...row };
}

export function adaptersOf(db: ReadableDatabase): Adapter[] {
  return [...adapters.rows(db)];
}

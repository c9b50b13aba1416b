import { type BlobId, putBlob } from './blobs.ts';
import { CacheTable } from './cache-table.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { columns } from './migrations/index.ts';
import type { Numbered } from './sealed-table.ts';

type EncodedPromptRow = {
  readonly key: string;
  readonly prompt: string;
  readonly format: string;
  readonly blob: BlobId;
};

const prompts = new CacheTable<EncodedPromptRow>('encoded_prompt', columns.encoded_prompt);

/** A prompt as text encoders made it: kept, since they are large and slow to load. */
export interface NewEncodedPrompt {
  /** SHA-256, in hexadecimal, of what it was made of: encoders and tokens. */
  readonly key: string;
  /** The words. */
  readonly prompt: string;
  /** Of the bytes, such as `safetensors`. */
  readonly format: string;
  readonly bytes: Uint8Array;
}

export type EncodedPrompt = Numbered<EncodedPromptRow>;

/** Keeps an encoded prompt. One of the same key gives way to it, as it may be damaged. */
export function putEncodedPrompt(
  db: WritableDatabase,
  { bytes, ...rest }: NewEncodedPrompt,
): EncodedPrompt {
  const row = { ...rest, blob: putBlob(db, bytes) };
  return prompts.put(db, row, 'key = ?', row.key);
}

/** `undefined` where none was kept. */
export function encodedPromptOf(db: ReadableDatabase, key: string): EncodedPrompt | undefined {
  const [row] = prompts.rows(db, 'key = ?', key);
  return row;
}

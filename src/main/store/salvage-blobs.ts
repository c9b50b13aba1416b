import { hash } from 'node:crypto';
import { type BlobId, putBlob, putChunks } from './blobs.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { unlessDamaged } from './naming.ts';
import { type Findings, numbered } from './salvage-rows.ts';

interface Piece {
  readonly blob: BlobId;
  readonly position: number;
}

/** Where the chunks of each blob are: their numbers, in their order. */
export type ChunkNumbers = ReadonlyMap<BlobId, readonly number[]>;

/** Finds the chunks of every blob, wherever those still are. */
export function findChunks(damaged: ReadableDatabase): ChunkNumbers {
  const pieces = unlessDamaged(() =>
    damaged.prepare('SELECT blob, position FROM chunk WHERE id = ?'),
  );
  if (!pieces) return new Map();
  const pieceOf = (id: number) => pieces.get(id) as Piece | undefined;
  const byBlob = new Map<BlobId, { id: number; position: number }[]>();
  for (const { id, found } of numbered(damaged, 'chunk', pieceOf)) {
    if (found === undefined) continue;
    const { blob, position } = found;
    byBlob.set(blob, [...(byBlob.get(blob) ?? []), { id, position }]);
  }
  const inOrder = [...byBlob].map(([blob, parts]) => {
    const sorted = parts.sort((a, b) => a.position - b.position);
    return [blob, sorted.map(({ id }) => id)] as const;
  });
  return new Map(inOrder);
}

/** Copies the blobs that are whole. */
export function salvageBlobs(
  damaged: ReadableDatabase,
  sound: WritableDatabase,
  chunks: ChunkNumbers,
  findings: Findings,
): void {
  for (const [blob, numbers] of chunks) {
    const whole = Buffer.concat(readable(damaged, numbers));
    if (hash('sha256', whole) !== blob) continue;
    putBlob(sound, whole);
    findings.blobs++;
  }
}

/**
 * Copies what there is of a blob that is not whole: of most photos nearly all can still be seen. It is
 * as long as that, and damaged: its hash is another.
 * @returns whether there is anything
 */
export function salvageRemains(
  damaged: ReadableDatabase,
  sound: WritableDatabase,
  blob: BlobId,
  numbers: readonly number[],
): boolean {
  const remains = readable(damaged, numbers);
  putChunks(sound, blob, remains);
  return remains.length > 0;
}

/** Damage can make anything of a chunk, or nothing. */
function readable(damaged: ReadableDatabase, numbers: readonly number[]): Buffer[] {
  if (numbers.length === 0) return [];
  const bytes = damaged.prepare('SELECT bytes FROM chunk WHERE id = ?').pluck();
  const chunks = numbers.map((id) => unlessDamaged(() => bytes.get(id)));
  return chunks.filter((chunk): chunk is Buffer => chunk instanceof Buffer);
}

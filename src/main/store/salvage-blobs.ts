import { hash } from 'node:crypto';
import { type BlobId, putBlob } from './blobs.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { unlessDamaged } from './naming.ts';
import { type Findings, numbered } from './salvage-rows.ts';

interface Piece {
  readonly blob: BlobId;
  readonly position: number;
}

/** Puts blobs together from their chunks, wherever those still are, and copies the whole ones. */
export function salvageBlobs(
  damaged: ReadableDatabase,
  sound: WritableDatabase,
  findings: Findings,
): void {
  const pieces = unlessDamaged(() =>
    damaged.prepare('SELECT blob, position FROM chunk WHERE id = ?'),
  );
  if (!pieces) return;
  const pieceOf = (id: number) => pieces.get(id) as Piece | undefined;
  const byBlob = new Map<BlobId, { id: number; position: number }[]>();
  for (const { id, found } of numbered(damaged, 'chunk', pieceOf)) {
    if (found === undefined) continue;
    const { blob, position } = found;
    byBlob.set(blob, [...(byBlob.get(blob) ?? []), { id, position }]);
  }
  const bytes = damaged.prepare('SELECT bytes FROM chunk WHERE id = ?').pluck();
  for (const [blob, parts] of byBlob) {
    const inOrder = parts.sort((a, b) => a.position - b.position);
    const chunks = inOrder.map(({ id }) => unlessDamaged(() => bytes.get(id)));
    // Damage can make anything of a chunk, or nothing: then the hash is another.
    const whole = Buffer.concat(chunks.filter((chunk): chunk is Buffer => chunk instanceof Buffer));
    if (hash('sha256', whole) !== blob) continue;
    putBlob(sound, whole);
    findings.blobs++;
  }
}

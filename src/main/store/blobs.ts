import { createHash, hash } from 'node:crypto';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { DamagedBlobError, DamagedProjectError } from './errors.ts';
import { codeOf, isDamage, naming, unlessDamaged } from './naming.ts';
import { checkStructure } from './verify.ts';

/** Names a blob: the SHA-256 of its bytes in hexadecimal. */
export type BlobId = string;

/** SQLite holds one value in memory several times over while it writes it, so a blob is cut. */
const CHUNK_BYTES = 4 * 2 ** 20;

/**
 * Stores bytes, once however often they are stored. Where what is stored under their name is damaged,
 * they take its place.
 * @returns their name
 * @throws DamagedProjectError where the damage is such that replacing it could spread it
 */
export function putBlob(db: WritableDatabase, bytes: Uint8Array): BlobId {
  const id = hash('sha256', bytes);
  const added = db.prepare('INSERT OR IGNORE INTO blob VALUES (?, ?)').run(id, bytes.length);
  if (added.changes === 0) {
    if (isWhole(db, id)) return id;
    clear(db, id, bytes.length);
  }
  const insert = db.prepare('INSERT INTO chunk (blob, position, bytes) VALUES (?, ?, ?)');
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    insert.run(id, start / CHUNK_BYTES, bytes.subarray(start, start + CHUNK_BYTES));
  }
  return id;
}

/**
 * Reads bytes and checks that they are what was stored.
 * @throws DamagedBlobError where they are not, or are missing
 */
export function readBlob(db: ReadableDatabase, id: BlobId): Buffer {
  const chunks: Buffer[] = [];
  readChunks(db, id, (chunk) => chunks.push(chunk));
  return Buffer.concat(chunks);
}

/**
 * Checks a blob a chunk at a time, whatever its size.
 * @throws DamagedBlobError where it is damaged or missing
 */
export function checkBlob(db: ReadableDatabase, id: BlobId): void {
  readChunks(db, id, () => undefined);
}

/**
 * Checks, before anything is written, that pieces of blobs are where their table and its index say.
 * Where those lead to pages of another table, new pieces would be written over its rows. Only the
 * beginning of each piece is read, whatever its size.
 * @throws DamagedProjectError naming what is wrong
 */
export function checkChunks(db: ReadableDatabase): void {
  // In one walk over each, as a walk over the pieces of a large project takes a while.
  const table = db
    .prepare(
      `SELECT sum(typeof(blob) <> 'text' OR typeof(position) <> 'integer' OR typeof(bytes) <> 'blob') AS strays,
        total(length(bytes)) AS bytes, ${WHICH_PIECES} FROM chunk NOT INDEXED`,
    )
    .get() as { strays: number | null; bytes: number } & Pieces;
  const index = db
    .prepare(`SELECT ${WHICH_PIECES} FROM chunk INDEXED BY sqlite_autoindex_chunk_1`)
    .get() as Pieces;
  const claimed = db.prepare('SELECT total(length) FROM blob').pluck().get();
  const areSame =
    table.pieces === index.pieces && table.ids === index.ids && table.squares === index.squares;
  if (table.strays || table.bytes !== claimed || !areSame) {
    throw new DamagedProjectError(db.name, 'pieces of its pictures are not where they belong');
  }
}

/** Which pieces a walk meets, in figures that another piece would change. */
interface Pieces {
  readonly pieces: number;
  readonly ids: number;
  readonly squares: number;
}

const WHICH_PIECES = 'count(*) AS pieces, total(id) AS ids, total(id * id) AS squares';

/** Copies a blob as it is, damaged or not, a chunk at a time. It is as long as what can be read of it. */
export function copyBlob(db: ReadableDatabase, copy: WritableDatabase, id: BlobId): void {
  const read = db.prepare('SELECT bytes FROM chunk WHERE blob = ? AND position = ?').pluck();
  const insert = copy.prepare('INSERT INTO chunk (blob, position, bytes) VALUES (?, ?, ?)');
  const next = (position: number) =>
    naming(db.name, () => unlessDamaged(() => read.get(id, position)));
  let length = 0;
  for (let i = 0, chunk = next(0); chunk instanceof Buffer; chunk = next(++i)) {
    insert.run(id, i, chunk);
    length += chunk.length;
  }
  copy.prepare('INSERT INTO blob VALUES (?, ?)').run(id, length);
}

/** Writes a blob as it is, damaged or not: it is as long as its chunks together. */
export function putChunks(db: WritableDatabase, id: BlobId, chunks: readonly Buffer[]): void {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  db.prepare('INSERT INTO blob VALUES (?, ?)').run(id, length);
  const insert = db.prepare('INSERT INTO chunk (blob, position, bytes) VALUES (?, ?, ?)');
  for (const [position, chunk] of chunks.entries()) insert.run(id, position, chunk);
}

/** Every blob there is. */
export function blobs(db: ReadableDatabase): BlobId[] {
  return db.prepare('SELECT sha256 FROM blob').pluck().all() as BlobId[];
}

function readChunks(db: ReadableDatabase, id: BlobId, take: (chunk: Buffer) => void): void {
  const fail = (damage: string): never => {
    throw new DamagedBlobError(db.name, id, damage);
  };
  const digest = createHash('sha256');
  let length = 0;
  let claimed: unknown;
  try {
    claimed = db.prepare('SELECT length FROM blob WHERE sha256 = ?').pluck().get(id);
    const chunks = db.prepare('SELECT bytes FROM chunk WHERE blob = ? ORDER BY position').pluck();
    for (const chunk of chunks.iterate(id)) {
      if (!(chunk instanceof Buffer)) throw new DamagedBlobError(db.name, id, 'is no data');
      digest.update(chunk);
      length += chunk.length;
      take(chunk);
    }
  } catch (error) {
    if (isDamage(error)) fail(`cannot be read (${codeOf(error)})`);
    throw error;
  }
  if (claimed === undefined) fail('is missing');
  if (length !== claimed) fail(`has ${length} bytes instead of ${claimed}`);
  if (digest.digest('hex') !== id) fail('does not match its hash');
}

function isWhole(db: ReadableDatabase, id: BlobId): boolean {
  try {
    checkBlob(db, id);
    return true;
  } catch (error) {
    if (error instanceof DamagedBlobError) return false;
    throw error;
  }
}

/** Takes away the chunks of a damaged blob, and says how long it is to be. */
function clear(db: WritableDatabase, id: BlobId, length: number): void {
  checkStructure(db);
  db.prepare('DELETE FROM chunk WHERE blob = ?').run(id);
  db.prepare('UPDATE blob SET length = ? WHERE sha256 = ?').run(length, id);
}

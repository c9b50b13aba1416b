import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { APPLICATION_ID, openReadable, openWritable, type ReadableDatabase } from './database.ts';
import { type Format, formatOf } from './format.ts';
import { MAGIC, readVersion } from './header.ts';
import type { Migration } from './migrations/migration.ts';
import { codeOf, unlessDamaged } from './naming.ts';

/** A damaged project that can be read, as far as it is whole. */
export interface Damaged {
  readonly db: ReadableDatabase;
  readonly format: Format;
}

const PAGE_BYTES = 4096;
/** How much is copied at once. */
const BLOCK_BYTES = 256 * PAGE_BYTES;

/** Copies a damaged file as far as it can be read, and what a crash or another program left beside it. */
export function copyDamaged(source: string, copy: string): void {
  copyReadable(source, copy);
  for (const end of journalsOf(source)) copyFileSync(source + end, copy + end);
}

/**
 * Opens a copy of a damaged file. What stands beside it is made part of it, and what every project has in its header is written anew: a single wrong bit of it
 * would keep SQLite from reading anything.
 * @param source what was copied
 * @param steps every change of the format
 * @throws NotAProjectError or NewerProjectError where neither its tables nor its header are those of
 *   a project of ours
 */
export function openDamaged(source: string, copy: string, steps: readonly Migration[]): Damaged {
  restoreHeader(copy, journalsOf(copy).includes('-wal'));
  unlessDamaged(() => openWritable(copy).close());
  const db = openReadable(copy);
  try {
    // A version that was damaged is told from one that is newer by the tables.
    const formats = steps.map(({ version }) => formatOf(version, steps));
    const fitting = formats.find((format) => unlessDamaged(() => format.fits(db)));
    const format = fitting ?? formatOf(readVersion(source, formats.length), steps);
    return { db, format };
  } catch (error) {
    db.close();
    throw error;
  }
}

function journalsOf(path: string): string[] {
  return ['-journal', '-wal'].filter((end) => existsSync(path + end));
}

/** Copies a file, with zeros for what the disk does not give back. */
function copyReadable(from: string, to: string): void {
  const source = openSync(from, 'r');
  const target = openSync(to, 'wx');
  try {
    const { size } = fstatSync(source);
    const copy = (start: number, length: number): void => {
      const bytes = Buffer.alloc(length);
      try {
        readSync(source, bytes, 0, length, start);
      } catch (error) {
        if (codeOf(error) !== 'EIO') throw error;
        if (length > PAGE_BYTES) {
          for (let at = start; at < start + length; at += PAGE_BYTES) {
            copy(at, Math.min(PAGE_BYTES, start + length - at));
          }
          return;
        }
      }
      writeSync(target, bytes, 0, length, start);
    };
    for (let at = 0; at < size; at += BLOCK_BYTES) copy(at, Math.min(BLOCK_BYTES, size - at));
  } finally {
    closeSync(source);
    closeSync(target);
  }
}

/**
 * Writes what is the same in every project, and says that no page is free. Where a write-ahead log is
 * there, the file is one that uses it.
 */
function restoreHeader(path: string, hasLog: boolean): void {
  const fd = openSync(path, 'r+');
  try {
    const header = Buffer.alloc(100);
    readSync(fd, header, 0, header.length, 0);
    header.write(MAGIC, 0, 'latin1');
    header.writeUInt16BE(PAGE_BYTES, 16);
    header.fill(hasLog ? 2 : 1, 18, 20);
    // No bytes kept free in a page, and how much of one a row may take.
    header.set([0, 64, 32, 32], 20);
    // No free pages.
    header.fill(0, 32, 40);
    // Schema format 4, no sizes of its own for the cache and for vacuuming, UTF-8.
    for (const [i, value] of [4, 0, 0, 1].entries()) header.writeUInt32BE(value, 44 + 4 * i);
    header.writeUInt32BE(0, 64);
    header.writeUInt32BE(APPLICATION_ID, 68);
    header.fill(0, 72, 92);
    // Another change counter than when the size was written: the file's own length holds.
    header.writeUInt32BE((header.readUInt32BE(24) + 1) >>> 0, 92);
    writeSync(fd, header, 0, header.length, 0);
  } finally {
    closeSync(fd);
  }
}

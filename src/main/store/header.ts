import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { PROJECT_ENDING } from '../../document/project-ending.ts';
import { APPLICATION_ID } from './database.ts';
import {
  LoggedProjectError,
  NewerProjectError,
  NotAProjectError,
  ProjectMissingError,
  UnreadableProjectError,
} from './errors.ts';
import { codeOf, naming } from './naming.ts';

const HEADER_BYTES = 100;
/** How every SQLite file begins. */
export const MAGIC = 'SQLite format 3\0';

/**
 * Whether a file means to be a project, by its name or by its first bytes.
 * @param name what it is called, where its path does not say
 */
export function isProject(path: string, name: string): boolean {
  if (extname(name).toLowerCase() === PROJECT_ENDING) return true;
  return readHeader(path).toString('latin1', 0, MAGIC.length) === MAGIC;
}

/**
 * Reads the format version off a file before SQLite may touch it, so that a file that is not ours
 * is refused without a byte of it, or of its folder, changing.
 * @param known the newest format this Penumbra can open
 * @throws ProjectMissingError, UnreadableProjectError, NotAProjectError, LoggedProjectError or
 *   NewerProjectError
 */
export function readVersion(path: string, known: number): number {
  const header = naming(path, () => readHeader(path));
  if (header.length < HEADER_BYTES) {
    throw new NotAProjectError(path, `it has only ${header.length} bytes`);
  }
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new NotAProjectError(path, `it looks like ${guess(header)}`);
  }
  if (header.readUInt32BE(68) !== APPLICATION_ID) {
    throw new NotAProjectError(path, 'it is the database of another program');
  }
  const version = header.readUInt32BE(60);
  if (version > known) throw new NewerProjectError(path, version, known);
  if (version === 0) throw new NotAProjectError(path, 'it has no format version');
  // A write-ahead log is a second file that a copy of the first leaves behind: never ours.
  if (header[18] !== 1 || header[19] !== 1) {
    throw new LoggedProjectError(path);
  }
  return version;
}

/**
 * The first bytes of a file, whatever it is.
 * @throws ProjectMissingError, UnreadableProjectError, or NotAProjectError where it is no file at all
 */
export function readHeader(path: string): Buffer {
  try {
    // Asked before it is opened: a pipe would wait for someone to write into it.
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) throw new ProjectMissingError(path);
    if (!found.isFile()) throw new NotAProjectError(path, 'it is not a file');
    return firstBytes(path);
  } catch (error) {
    if (!/^(EACCES|EPERM)$/.test(codeOf(error))) throw error;
    throw new UnreadableProjectError(path, { cause: error });
  }
}

function firstBytes(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    return header.subarray(0, readSync(fd, header, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(fd);
  }
}

/** What a file that starts with these bytes probably is, in words. */
function guess(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'a JPEG photo; open it as a photo';
  if (text.startsWith('\x89PNG')) return 'a PNG image; open it as a photo';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) {
    return 'a WebP image; open it as a photo';
  }
  if (/^(II\*\0|MM\0\*)/.test(text)) return 'a TIFF image or a raw photo; open it as a photo';
  if (text.startsWith('PK\x03\x04')) return 'a zip archive';
  return 'something else, or its beginning is overwritten';
}

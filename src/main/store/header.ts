import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { APPLICATION_ID } from './database.ts';
import { NewerProjectError, NotAProjectError, naming, ProjectMissingError } from './errors.ts';

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/**
 * Reads the format version off a file before SQLite may touch it, so that a file that is not ours
 * is refused without a byte of it, or of its folder, changing.
 * @param known the newest format this Penumbra can open
 * @throws ProjectMissingError, NotAProjectError or NewerProjectError
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
    throw new NotAProjectError(path, 'it was switched to a write-ahead log by another program');
  }
  return version;
}

function readHeader(path: string): Buffer {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new ProjectMissingError(path);
    throw error;
  }
  try {
    if (!fstatSync(fd).isFile()) throw new NotAProjectError(path, 'it is no file');
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

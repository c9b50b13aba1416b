import { closeSync, openSync, readSync } from 'node:fs';
import { DamagedProjectError } from './errors.ts';

/** Where a database's header says the size of its pages, and which of them are free. */
const PAGE_SIZE_AT = 16;
const FIRST_LIST_PAGE_AT = 32;
const FREE_PAGES_AT = 36;
const HEADER_BYTES = 100;
const PAGE_BYTES = 4096;

/**
 * Checks the list of pages that hold nothing. New edits are written into them, and over whatever
 * damage of that list puts there: each must be listed once and be blank, as `secure_delete` leaves it.
 * SQLite's own check would read the whole file.
 *
 * For who has the right to edit, outside of any transaction: closing a file ends the locks that
 * SQLite holds on it.
 * @throws DamagedProjectError naming what is wrong
 */
export function checkFreePages(path: string): void {
  const fail = (damage: string): never => {
    throw new DamagedProjectError(path, `its list of free pages is wrong: ${damage}`);
  };
  const fd = openSync(path, 'r');
  try {
    const read = (at: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length);
      if (readSync(fd, bytes, 0, length, at) < length) fail('it leads beyond the end');
      return bytes;
    };
    const header = read(0, HEADER_BYTES);
    const size = header.readUInt16BE(PAGE_SIZE_AT);
    if (size !== PAGE_BYTES) fail(`pages have ${size} bytes`);
    const seen = new Set<number>();
    const note = (page: number): Buffer => {
      if (page < 2 || seen.has(page)) fail(`page ${page} is on it, or is on it twice`);
      seen.add(page);
      return read((page - 1) * size, size);
    };
    for (let next = header.readUInt32BE(FIRST_LIST_PAGE_AT); next !== 0; ) {
      const list = note(next);
      const length = list.readUInt32BE(4);
      if (length > size / 4 - 2) fail(`page ${next} of it cannot hold ${length} numbers`);
      for (let i = 0; i < length; i++) {
        const page = list.readUInt32BE(8 + 4 * i);
        if (note(page).some((byte) => byte !== 0)) fail(`page ${page} is on it and is not blank`);
      }
      next = list.readUInt32BE(0);
    }
    const claimed = header.readUInt32BE(FREE_PAGES_AT);
    if (seen.size !== claimed) fail(`it has ${seen.size} pages, and the header says ${claimed}`);
  } finally {
    closeSync(fd);
  }
}

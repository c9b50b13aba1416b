import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { getRawHeader } from '@electron/asar';
import { type BinaryKind, HEADER_BYTES, kindOf } from './binary-kind.ts';

/** A file of a packed app. */
export interface PackedFile {
  /** From the app's folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Whether it lies beside the archive, where other than Node's own `fs` can open it. */
  readonly isUnpacked: boolean;
  /** What it runs on, where it is a program or a library that lies beside the archive. */
  readonly kind: BinaryKind | undefined;
}

/** All files of the app. @param resources the folder that has `app.asar` */
export function contentsOf(resources: string): PackedFile[] {
  const { header } = getRawHeader(join(resources, 'app.asar'));
  const files: PackedFile[] = [];
  const walk = (entry: unknown, path: string) => {
    const { files: below, size, unpacked } = entry as Entry;
    if (below) {
      const inside = path === '' ? '' : `${path}/`;
      for (const [name, next] of Object.entries(below)) walk(next, inside + name);
      return;
    }
    const isUnpacked = unpacked === true;
    const place = join(resources, 'app.asar.unpacked', path);
    const kind = isUnpacked ? kindOf(firstBytes(place)) : undefined;
    files.push({ path, bytes: size ?? 0, isUnpacked, kind });
  };
  walk(header, '');
  return files;
}

/** Of an archive's header: a folder has `files`, a link neither them nor a size. */
interface Entry {
  readonly files?: Readonly<Record<string, unknown>>;
  readonly size?: number;
  readonly unpacked?: boolean;
}

function firstBytes(path: string): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

import { dirname } from 'node:path';

/** What a process asked of the disk, as `power-shim.c` writes it down. */
export interface Operation {
  readonly kind: 'C' | 'W' | 'T' | 'S' | 'U' | 'R' | 'L' | 'O';
  readonly inode: bigint;
  readonly offset: number;
  readonly path: string;
  readonly data: Buffer;
}

/** Reads the shim's log. */
export function* operationsOf(log: Buffer): Generator<Operation> {
  for (let at = 0; at < log.length; ) {
    const pathEnd = at + 25 + log.readUInt32LE(at + 17);
    const end = pathEnd + log.readUInt32LE(at + 21);
    yield {
      kind: log.toString('latin1', at, at + 1) as Operation['kind'],
      inode: log.readBigUInt64LE(at + 1),
      offset: Number(log.readBigUInt64LE(at + 9)),
      path: log.toString('utf8', at + 25, pathEnd),
      data: log.subarray(pathEnd, end),
    };
    at = end;
  }
}

/** What a disk writes whole or not at all. */
const SECTOR_BYTES = 512;

class File {
  /** What a power cut cannot take. */
  durable: Buffer = Buffer.alloc(0);
  /** Writes and truncations since it was last synced. */
  pending: Operation[] = [];
}

/** A change of a folder's names: a file gets a name, or a name loses its file. */
interface Naming {
  readonly path: string;
  readonly file: File | undefined;
}

/**
 * A disk with a cache, as POSIX allows it: what is not synced may be on it or not, in any
 * combination, torn at sectors; a name (created, removed, renamed) only when its folder is synced.
 */
export class Disk {
  private readonly byInode = new Map<bigint, File>();
  private readonly names = new Map<string, File>();
  private readonly durableNames = new Map<string, File>();
  /** Each entry happens as a whole, so that a rename takes one name as it gives the other. */
  private pendingNames: Naming[][] = [];

  apply(operation: Operation): void {
    const { kind, inode, path, data } = operation;
    switch (kind) {
      case 'C': {
        const file = new File();
        this.byInode.set(inode, file);
        this.rename([{ path, file }]);
        break;
      }
      case 'W':
      case 'T':
        this.byInode.get(inode)?.pending.push(operation);
        break;
      case 'U':
        this.rename([{ path, file: undefined }]);
        break;
      case 'L':
        this.rename([{ path: data.toString(), file: this.names.get(path) }]);
        break;
      case 'R':
        this.rename([
          { path, file: undefined },
          { path: data.toString(), file: this.names.get(path) },
        ]);
        break;
      case 'S':
        this.sync(path, this.byInode.get(inode));
        break;
      case 'O':
        break;
    }
  }

  /** Cuts the power: the files that are left, by path. */
  cut(random: () => number): Map<string, Buffer> {
    const left = new Map(this.durableNames);
    // Either of what file systems do: names become permanent in their order, or in any.
    const inOrder = random() < 0.5;
    const kept = Math.floor(random() * (this.pendingNames.length + 1));
    for (const [index, namings] of this.pendingNames.entries()) {
      if (inOrder ? index < kept : random() < 0.5) give(left, namings);
    }
    return new Map([...left].map(([path, file]) => [path, remains(file, random)]));
  }

  private rename(namings: Naming[]): void {
    give(this.names, namings);
    this.pendingNames.push(namings);
  }

  private sync(path: string, file: File | undefined): void {
    if (file) {
      for (const operation of file.pending) file.durable = written(file.durable, operation);
      file.pending = [];
      return;
    }
    const inFolder = (namings: readonly Naming[]) =>
      namings.some((naming) => dirname(naming.path) === path);
    for (const namings of this.pendingNames.filter(inFolder)) give(this.durableNames, namings);
    this.pendingNames = this.pendingNames.filter((namings) => !inFolder(namings));
  }
}

function give(names: Map<string, File>, namings: readonly Naming[]): void {
  for (const { path, file } of namings) {
    if (file) names.set(path, file);
    else names.delete(path);
  }
}

function written(content: Buffer, { kind, offset, data }: Operation): Buffer {
  if (kind === 'T') {
    return Buffer.concat([content.subarray(0, offset)], offset);
  }
  const grown =
    content.length < offset + data.length
      ? Buffer.concat([content], offset + data.length)
      : content;
  data.copy(grown, offset);
  return grown;
}

/** A file after a power cut: of what was not synced, all, nothing, or some sectors arrived. */
function remains({ durable, pending }: File, random: () => number): Buffer {
  const share = [0, 0.5, 1][Math.floor(random() * 3)] ?? 1;
  let content: Buffer = Buffer.from(durable);
  for (const operation of pending) {
    if (operation.kind === 'T') {
      if (random() < share) content = written(content, operation);
      continue;
    }
    for (let start = 0; start < operation.data.length; ) {
      const end = start + SECTOR_BYTES - ((operation.offset + start) % SECTOR_BYTES);
      const data = operation.data.subarray(start, end);
      if (random() < share) {
        content = written(content, { ...operation, offset: operation.offset + start, data });
      }
      start = end;
    }
  }
  return content;
}

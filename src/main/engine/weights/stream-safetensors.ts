import { closeSync, fsyncSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { type Shape, sizeOf } from '../graph/tensor-type.ts';
import { elementBytes, type StoredType } from './number-formats.ts';
import { WeightsError } from './safetensors.ts';

/** What the system writes at once has to stay below 2 GiB. */
const MAX_WRITE = 2 ** 30;

/** A tensor that is still to be written. */
export interface TensorToCome {
  readonly type: StoredType;
  readonly shape: Shape;
}

/**
 * Writes a `.safetensors` file tensor by tensor, in the order announced, so that none but the one at
 * hand is in memory. Until it is complete it has the ending `.part`; there it can be gone on with.
 */
export class SafetensorsStream {
  private readonly path: string;
  private readonly fd: number;
  private readonly tensors: ReadonlyMap<string, TensorToCome>;
  /** Where every tensor begins, and the end of the file. */
  private readonly offsets = new Map<string, number>();
  private readonly end: number;

  /**
   * @param resumed whether a file of an earlier attempt at the same is there: what it holds stays
   */
  constructor(
    path: string,
    tensors: ReadonlyMap<string, TensorToCome>,
    metadata: Readonly<Record<string, string>>,
    resumed = false,
  ) {
    this.path = path;
    this.tensors = tensors;
    const header = headerOf(tensors, metadata);
    let offset = header.length;
    for (const [name, tensor] of tensors) {
      this.offsets.set(name, offset);
      offset += bytesOf(tensor);
    }
    this.end = offset;
    this.fd = openSync(partOf(path), resumed ? 'r+' : 'w');
    this.writeAt(header, 0);
  }

  /** @throws WeightsError where the bytes do not fill the tensor */
  write(name: string, bytes: Uint8Array): void {
    const tensor = this.tensors.get(name);
    const offset = this.offsets.get(name);
    if (!tensor || offset === undefined || bytes.length !== bytesOf(tensor)) {
      throw new WeightsError(`${this.path}: ${bytes.length} bytes do not fill ${name}`);
    }
    this.writeAt(bytes, offset);
  }

  /** Brings what was written to the disk. */
  sync(): void {
    fsyncSync(this.fd);
  }

  /** Gives the file its name. Tensors that were not written are zeros, and take no room on the disk. */
  finish(): void {
    ftruncateSync(this.fd, this.end);
    fsyncSync(this.fd);
    closeSync(this.fd);
    renameSync(partOf(this.path), this.path);
  }

  /** Leaves the file as it is, to be gone on with. */
  close(): void {
    closeSync(this.fd);
  }

  private writeAt(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(bytes.length - done, MAX_WRITE);
      done += writeSync(this.fd, bytes, done, length, position + done);
    }
  }
}

/** Where a file lies until it is complete. */
export function partOf(path: string): string {
  return `${path}.part`;
}

function bytesOf({ type, shape }: TensorToCome): number {
  return sizeOf(shape) * elementBytes[type];
}

function headerOf(
  tensors: ReadonlyMap<string, TensorToCome>,
  metadata: Readonly<Record<string, string>>,
): Buffer {
  const entries: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) entries['__metadata__'] = metadata;
  let offset = 0;
  for (const [name, tensor] of tensors) {
    const end = offset + bytesOf(tensor);
    entries[name] = { dtype: tensor.type, shape: tensor.shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(entries));
  // Spaces up to a multiple of 64, so that the tensors start aligned.
  const length = Math.ceil(json.length / 64) * 64 - 8 + 64;
  const header = Buffer.alloc(8 + length, ' ');
  header.writeBigUInt64LE(BigInt(length));
  json.copy(header, 8);
  return header;
}

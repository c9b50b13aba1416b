import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { type Shape, sizeOf } from '../graph/tensor-type.ts';
import { elementBytes, type StoredType } from './number-formats.ts';
import { WeightsError } from './safetensors.ts';

/** A tensor to be stored: raw little-endian elements, row-major. */
export interface TensorToStore {
  readonly type: StoredType;
  readonly shape: Shape;
  readonly bytes: Uint8Array;
}

/**
 * A `.safetensors` file as pieces that follow each other, the tensors' own bytes among them.
 * @throws WeightsError where a tensor's bytes do not fill its shape
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, TensorToStore>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  // Without a prototype, so that a tensor may have any name.
  const entries: Record<string, unknown> = Object.create(null);
  if (Object.keys(metadata).length > 0) entries['__metadata__'] = metadata;
  let offset = 0;
  for (const [name, { type, shape, bytes }] of tensors) {
    const expected = sizeOf(shape) * elementBytes[type];
    if (bytes.length !== expected) {
      throw new WeightsError(
        `tensor ${name} has ${bytes.length} bytes, but ${type}[${shape.join(',')}] needs ${expected}`,
      );
    }
    entries[name] = { dtype: type, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  const json = JSON.stringify(entries);
  // Spaces up to a multiple of 8, so that the tensors start aligned.
  const header = Buffer.from(
    json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8 - Buffer.byteLength(json) + json.length),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return [length, header, ...[...tensors.values()].map(({ bytes }) => bytes)];
}

/**
 * Writes a `.safetensors` file. It appears under its name only when it is complete; a failure
 * (a full disk) leaves what was there before.
 * @throws WeightsError where a tensor's bytes do not fill its shape
 */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, TensorToStore>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const pieces = encodeSafetensors(tensors, metadata);
  const temporary = `${path}.${process.pid}.part`;
  const fd = openSync(temporary, 'w');
  try {
    for (const bytes of pieces) writeAll(fd, bytes);
    fsyncSync(fd);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  // What the system writes at once has to stay below 2 GiB.
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(fd, bytes, done, Math.min(bytes.length - done, 2 ** 30));
  }
}

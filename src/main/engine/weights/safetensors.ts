import {
  closeSync,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { type Shape, sizeOf } from '../graph/tensor-type.ts';
import { elementBytes, isStoredType, type StoredType, toFloat32 } from './number-formats.ts';

/** A weights file that cannot be used. The message names the file, the tensor and the way out. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}

/** One tensor as the header describes it. */
export interface StoredTensor {
  readonly type: StoredType;
  readonly shape: Shape;
  /** The file it lies in, and where, from its start. */
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  /** Present where whole numbers of few bits stand for the values: `type` is then that of their bytes. */
  readonly blocks?: QuantisedBlocks;
}

/**
 * Blocks of a matrix's rows in which `value = (number − zero)·scale`. Scales are `[rows, blocks]` float32;
 * numbers and zeros have `bits` each, two of four bits in a byte, the first in its lower half.
 */
interface QuantisedBlocks {
  readonly bits: 4 | 8;
  /** Values in a block. */
  readonly size: number;
  readonly scales: StoredTensor;
  readonly zeros: StoredTensor;
}

/** A file as it was when it was opened. */
export interface FilePart {
  /** Where it really lies: the runtime maps it from there, and refuses links out of its folder. */
  readonly path: string;
  /** Differs when the file is replaced or changed; see {@link fileIdentity}. */
  readonly identity: string;
}

/** The header of a safetensors file, or of several that make up one. Opening reads nothing else. */
export interface SafetensorsFile {
  /** What messages name: the file, or the index of its parts. */
  readonly path: string;
  /** All of one folder. */
  readonly parts: readonly FilePart[];
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
  /** What the file itself calls a tensor, where that is not its name here. */
  readonly nameInFile?: (name: string) => string;
}

/** What the system reads at once has to stay below 2 GiB. */
const MAX_READ = 2 ** 30;

/** Limit of the reference implementation; a larger header is damage or an attack. */
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Reads and checks the header of a `.safetensors` file
 * (8 bytes of header length, a JSON header, then the tensors back to back).
 * @throws WeightsError for a file that is damaged, cut short, or no safetensors at all
 */
export function openSafetensors(path: string): SafetensorsFile {
  const real = realPath(path);
  const fail = (problem: string): never => {
    throw new WeightsError(`${path}: ${problem}. Download it again.`);
  };
  return withFile(real, (fd) => {
    const stats = fstatSync(fd);
    const { size } = stats;
    if (size < 8) fail(`is not a safetensors file: ${size} bytes, and at least 8 are needed`);
    const headerBytes = Number(readAt(fd, 0, 8).readBigUInt64LE());
    if (headerBytes > MAX_HEADER_BYTES || 8 + headerBytes > size) {
      fail(
        `is not a safetensors file, or is cut short: its header claims ${headerBytes} bytes, ` +
          `the file has ${size}`,
      );
    }
    const header = parseHeader(readAt(fd, 8, headerBytes).toString('utf8'), fail);
    const start = 8 + headerBytes;
    const tensors = new Map<string, StoredTensor>();
    for (const [name, entry] of Object.entries(header.tensors)) {
      const { type, shape, begin, end } = parseEntry(name, entry, fail);
      if (start + end > size)
        fail(`tensor ${name} ends at byte ${start + end}, the file at ${size}`);
      tensors.set(name, { type, shape, path: real, offset: start + begin, length: end - begin });
    }
    checkOverlaps(tensors, fail);
    const parts = [{ path: real, identity: identityOf(stats) }];
    return { path: real, parts, tensors, metadata: header.metadata };
  });
}

/** Where a file really lies, once it is known to be one. */
function realPath(path: string): string {
  const stats = reading(path, () => statSync(path, { throwIfNoEntry: false }));
  if (!stats) throw new WeightsError(`${path} does not exist. Choose the file again.`);
  if (stats.isDirectory()) throw new WeightsError(`${path} is a folder. Give the file in it.`);
  if (!stats.isFile()) throw new WeightsError(`${path} is not a regular file.`);
  return reading(path, () => realpathSync(path));
}

/** Bytes of all its tensors. */
export function bytesOf({ tensors }: SafetensorsFile): number {
  return [...tensors.values()].reduce((total, { length, blocks }) => {
    return total + length + (blocks ? blocks.scales.length + blocks.zeros.length : 0);
  }, 0);
}

/** What tells one state of a file from another without reading it. */
export function fileIdentity(path: string): string {
  return reading(path, () => identityOf(statSync(realPath(path))));
}

function identityOf({ size, mtimeMs, ino }: Stats): string {
  return `${size} bytes, ${mtimeMs}, ${ino}`;
}

function withFile<T>(path: string, use: (fd: number) => T): T {
  return reading(path, () => {
    const fd = openSync(path, 'r');
    try {
      return use(fd);
    } finally {
      closeSync(fd);
    }
  });
}

/** @throws WeightsError where the system refuses: rights are missing, a disk fails, links go in circles */
function reading<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new WeightsError(`${path} cannot be read: ${error.message}`, { cause: error });
  }
}

/**
 * Reads one tensor's bytes.
 * @throws WeightsError where the file has no such tensor
 */
export function readTensorBytes(file: SafetensorsFile, name: string): Uint8Array {
  const tensor = tensorOf(file, name);
  const bytes = readSome(file, name, 0, tensor.length);
  if (bytes.length === tensor.length) return bytes;
  throw new WeightsError(`${tensor.path}: cut short within tensor ${name}. Download it again.`);
}

/**
 * Reads some of a tensor's bytes, none beyond its end.
 * @param from the first of them, from the tensor's start
 * @throws WeightsError where the file has no such tensor
 */
export function readSome(
  file: SafetensorsFile,
  name: string,
  from: number,
  length: number,
): Uint8Array {
  const { path, offset, length: whole } = tensorOf(file, name);
  return withFile(path, (fd) => readAt(fd, offset + from, Math.min(length, whole - from)));
}

/**
 * Reads one tensor as float32, whatever it is stored as.
 * @throws WeightsError where the file has no such tensor, or it is of an 8-bit float type
 */
export function readTensor(file: SafetensorsFile, name: string): Float32Array<ArrayBuffer> {
  return asFloat32(file, name, tensorOf(file, name).type, readTensorBytes(file, name));
}

function asFloat32(
  file: SafetensorsFile,
  name: string,
  type: StoredType,
  bytes: Uint8Array,
): Float32Array<ArrayBuffer> {
  const values = toFloat32(type, bytes);
  if (values) return values;
  throw new WeightsError(`${file.path}: tensor ${name} is ${type}, which is not supported`);
}

/**
 * Reads some rows of a matrix as float32, in the order asked for: embeddings are looked up where they
 * lie, without loading the table.
 * @throws WeightsError where the file has no such matrix or row
 */
export function readRows(
  file: SafetensorsFile,
  name: string,
  rows: readonly number[],
): Float32Array<ArrayBuffer> {
  const { type, shape, path, offset } = tensorOf(file, name);
  const [count = 0, width = 0] = shape;
  const rowBytes = width * elementBytes[type];
  const bytes = new Uint8Array(rows.length * rowBytes);
  withFile(path, (fd) => {
    for (const [index, row] of rows.entries()) {
      if (!(Number.isInteger(row) && row >= 0 && row < count)) {
        throw new WeightsError(`${file.path}: ${name} has ${count} rows, and no row ${row}`);
      }
      bytes.set(readAt(fd, offset + row * rowBytes, rowBytes), index * rowBytes);
    }
  });
  return asFloat32(file, name, type, bytes);
}

function tensorOf(file: SafetensorsFile, name: string): StoredTensor {
  const tensor = file.tensors.get(name);
  if (!tensor)
    throw new WeightsError(`${file.path}: has no tensor ${name}. Is it the file of another model?`);
  return tensor;
}

function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(fd, buffer, done, Math.min(length - done, MAX_READ), position + done);
    if (count === 0) break;
    done += count;
  }
  return buffer.subarray(0, done);
}

type Fail = (problem: string) => never;

function parseHeader(text: string, fail: Fail) {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (error) {
    fail(`is not a safetensors file: its header is not JSON (${(error as Error).message})`);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    return fail('is not a safetensors file: its header is not a JSON object');
  }
  const duplicate = duplicateKey(text);
  if (duplicate !== undefined) fail(`names tensor ${duplicate} twice`);
  const { __metadata__: metadata = {}, ...tensors } = header as Record<string, unknown>;
  const isText = (value: unknown) => typeof value === 'string';
  if (typeof metadata !== 'object' || metadata === null || !Object.values(metadata).every(isText)) {
    fail('its __metadata__ is not a map from text to text');
  }
  return { metadata: metadata as Record<string, string>, tensors };
}

/**
 * The first key that the outermost object of a JSON text has twice; `JSON.parse` keeps the last.
 * @param json well-formed, and an object
 */
function duplicateKey(json: string): string | undefined {
  const seen = new Set<string>();
  const colon = /\s*:/y;
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (character === '"') {
      const end = endOfString(json, i);
      colon.lastIndex = end;
      if (depth === 1 && colon.test(json)) {
        const key = JSON.parse(json.slice(i, end)) as string;
        if (seen.has(key)) return key;
        seen.add(key);
      }
      i = end - 1;
    }
  }
  return undefined;
}

/** The index after the closing quote of the string that begins at an index. */
function endOfString(json: string, start: number): number {
  let i = start + 1;
  while (json[i] !== '"') i += json[i] === '\\' ? 2 : 1;
  return i + 1;
}

function parseEntry(name: string, entry: unknown, fail: Fail) {
  if (typeof entry !== 'object' || entry === null) return fail(`tensor ${name} has no description`);
  const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
  if (!isStoredType(dtype)) {
    return fail(
      `tensor ${name} has the unknown type ${JSON.stringify(dtype)}; ` +
        `known are ${Object.keys(elementBytes).join(', ')}`,
    );
  }
  const isCount = (value: unknown): value is number =>
    Number.isSafeInteger(value) && Number(value) >= 0;
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    return fail(`tensor ${name} has the shape ${JSON.stringify(shape)}`);
  }
  const [begin, end] = Array.isArray(offsets) ? offsets : [];
  if (!isCount(begin) || !isCount(end) || begin > end) {
    return fail(`tensor ${name} has the offsets ${JSON.stringify(offsets)}`);
  }
  const expected = sizeOf(shape) * elementBytes[dtype];
  if (end - begin !== expected) {
    fail(
      `tensor ${name} has ${end - begin} bytes, but ${dtype}[${shape.join(',')}] needs ${expected}`,
    );
  }
  return { type: dtype, shape: shape as number[], begin, end };
}

function checkOverlaps(tensors: ReadonlyMap<string, StoredTensor>, fail: Fail): void {
  const byOffset = [...tensors]
    .filter(([, tensor]) => tensor.length > 0)
    .sort(([, a], [, b]) => a.offset - b.offset);
  for (const [index, [name, tensor]] of byOffset.entries()) {
    const [previousName, previous] = byOffset[index - 1] ?? [];
    if (previous && tensor.offset < previous.offset + previous.length) {
      fail(`tensors ${previousName} and ${name} overlap`);
    }
  }
}

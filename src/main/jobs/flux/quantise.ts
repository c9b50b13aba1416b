import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { sameShape, sizeOf } from '../../engine/graph/tensor-type.ts';
import { type Parameter, parameterName } from '../../engine/graph/value.ts';
import { type BoundParameter, bindWeights } from '../../engine/weights/bind.ts';
import { openCheckpoint } from '../../engine/weights/checkpoint.ts';
import { elementBytes, type StoredType, toFloat32 } from '../../engine/weights/number-formats.ts';
import { BLOCK_SIZE, quantiseRows } from '../../engine/weights/quantise-rows.ts';
import { QUANTISED, SCALES, ZEROS } from '../../engine/weights/quantised.ts';
import { WeightsError } from '../../engine/weights/safetensors.ts';
import {
  partOf,
  SafetensorsStream,
  type TensorToCome,
} from '../../engine/weights/stream-safetensors.ts';
import { parsedJson } from '../../files/parse-json.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { gib } from '../gib.ts';
import { attempt } from './model-files.ts';
import { openPart, type Part, parametersOf } from './parts.ts';

export interface QuantiseJob {
  /** The checkpoint: a file, or the index of several. */
  readonly path: string;
  readonly out: string;
  readonly bits: 4 | 8;
}

/** How far a quantised weight is from what it was. */
export interface TensorError {
  readonly tensor: string;
  /** Root mean square of the error over that of the values. */
  readonly error: number;
}

/** Bytes between two points from which a stopped run goes on. */
const SYNC_BYTES = 2 ** 28;

/** How the types of graphs are called in a file. */
const storedTypes: Partial<Record<BoundParameter['dtype'], StoredType>> = {
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
  float64: 'F64',
};

const Progress = z.object({
  /** Of what, and into what: another run begins anew. */
  of: z.string(),
  done: z.int().nonnegative(),
  /** Size of what was written of the file. */
  bytes: z.int().nonnegative(),
  errors: z.array(z.object({ tensor: z.string(), error: z.number() })),
});

/** Where the metadata of a quantised file says what it was made of. */
const SOURCE = 'of';

/**
 * Whether an earlier run has finished the same.
 * @throws WeightsError where something else lies under the name
 */
export function isQuantisedAlready({ path, out, bits }: QuantiseJob): boolean {
  if (!existsSync(out)) return false;
  const source = sourceOf(openPart(path), bits);
  const unreadable: string[] = [];
  const made = attempt(unreadable, () => openCheckpoint(out).metadata[SOURCE]);
  if (made === source) return true;
  const why = ['', ...unreadable].join(' ');
  throw new WeightsError(
    `${out} already exists, and is not ${path} in ${bits} bits. Choose another folder with --out, or delete the file.${why}`,
  );
}

/** What a quantised file is made of. */
function sourceOf({ file }: Part, bits: 4 | 8): string {
  return JSON.stringify([file.parts, bits]);
}

/**
 * Writes a checkpoint anew with the matrices of its blocks in 4 or 8 bits; all else stays as it is. One
 * weight at a time is in memory. Stopped, killed or without room on the disk, it leaves a `.part` that the
 * next run goes on with.
 * @throws WeightsError where the checkpoint is not whole, or the disk has not the room
 */
export async function quantise(
  { path, out, bits }: QuantiseJob,
  tell: (done: number, of: number, tensor: string) => void,
  signal: AbortSignal,
): Promise<TensorError[]> {
  const part = openPart(path);
  if (part.layout === 'quantised') {
    throw new WeightsError(`${path} is already quantised. Give the original.`);
  }
  const parameters = parametersOf(part);
  const bound = bindWeights(parameters, part.file);
  const entries = entriesOf(parameters, bound, bits);
  const of = sourceOf(part, bits);
  const progress = progressOf(out, of);
  const metadata = { [QUANTISED.key]: QUANTISED.value, bits: String(bits), [SOURCE]: of };
  checkRoom([{ path, out, bits }]);
  const stream = new SafetensorsStream(out, entries, metadata, progress.done > 0);
  const errors = [...progress.errors];
  let unsynced = 0;
  /** From here another run goes on. */
  const settle = (done: number) => {
    stream.sync();
    const { size: bytes } = statSync(partOf(out));
    replaceFile(progressFile(out), JSON.stringify({ of, done, bytes, errors }));
    unsynced = 0;
  };
  try {
    for (const [index, parameter] of parameters.entries()) {
      if (index < progress.done) continue;
      // Signals from outside come in between two weights.
      await setImmediate();
      if (signal.aborted) settle(index);
      signal.throwIfAborted();
      const name = parameterName(parameter);
      tell(index, parameters.length, name);
      const bytes = readParameter(part, parameter, bound(parameter));
      if (isQuantised(parameter)) {
        const values = toFloat32(storedTypes[bound(parameter).dtype] as StoredType, bytes);
        const { numbers, scales, zeros, error } = quantiseRows(values as Float32Array, bits);
        stream.write(name, numbers);
        stream.write(`${name}${SCALES}`, new Uint8Array(scales.buffer));
        stream.write(`${name}${ZEROS}`, zeros);
        errors.push({ tensor: name, error });
      } else {
        stream.write(name, bytes);
      }
      unsynced += bytes.length;
      if (unsynced >= SYNC_BYTES) settle(index + 1);
    }
  } catch (error) {
    stream.close();
    throw error;
  }
  stream.finish();
  rmSync(progressFile(out), { force: true });
  return errors;
}

/** Matrices of blocks, whose rows are whole pairs of blocks; what is beside the blocks is small. */
function isQuantised({ tensor, shape }: Parameter): boolean {
  const [, width = 0] = shape;
  return (
    /blocks?\.\d+\./.test(tensor) &&
    tensor.endsWith('.weight') &&
    shape.length === 2 &&
    !tensor.includes('relative_attention_bias') &&
    width % (2 * BLOCK_SIZE) === 0
  );
}

/** What the file will hold, in the order of the parameters. */
function entriesOf(
  parameters: readonly Parameter[],
  bound: (parameter: Parameter) => BoundParameter,
  bits: 4 | 8,
): Map<string, TensorToCome> {
  const entries = new Map<string, TensorToCome>();
  for (const parameter of parameters) {
    const name = parameterName(parameter);
    const { shape } = parameter;
    if (!isQuantised(parameter)) {
      entries.set(name, { type: storedTypes[bound(parameter).dtype] as StoredType, shape });
      continue;
    }
    const [rows = 0, width = 0] = shape;
    const blocks = width / BLOCK_SIZE;
    entries.set(name, { type: 'U8', shape: [rows, blocks, (BLOCK_SIZE * bits) / 8] });
    entries.set(`${name}${SCALES}`, { type: 'F32', shape: [rows, blocks] });
    entries.set(`${name}${ZEROS}`, { type: 'U8', shape: [rows, (blocks * bits) / 8] });
  }
  return entries;
}

/** The bytes of a parameter, columns of a tensor cut out of it. */
function readParameter(
  { file }: Part,
  { shape, part }: Parameter,
  { file: name, offset, length, shape: lies }: BoundParameter,
): Uint8Array {
  const path = join(dirname(file.parts[0]?.path ?? ''), name);
  const bytes = new Uint8Array(length);
  const fd = openSync(path, 'r');
  try {
    for (let done = 0; done < length; ) {
      const count = readSync(fd, bytes, done, length - done, offset + done);
      if (count === 0) throw new WeightsError(`${path} is cut short. Download it again.`);
      done += count;
    }
  } finally {
    closeSync(fd);
  }
  if (sameShape(shape, lies)) return bytes;
  const [rows = 0, width = 0] = lies;
  const rowBytes = length / rows;
  const [from, to] = [part?.start ?? 0, part?.end ?? 0].map((at) => (at * rowBytes) / width);
  const columns = new Uint8Array(rows * ((to as number) - (from as number)));
  for (let row = 0; row < rows; row++) {
    const start = row * rowBytes;
    const cut = bytes.subarray(start + (from as number), start + (to as number));
    columns.set(cut, row * cut.length);
  }
  return columns;
}

function progressFile(out: string): string {
  return `${partOf(out)}.json`;
}

/** How far an earlier run of the same came; nowhere where what it left is damaged or cut short. */
function progressOf(out: string, of: string): z.infer<typeof Progress> {
  const none = { of, done: 0, bytes: 0, errors: [] };
  if (!existsSync(progressFile(out)) || !existsSync(partOf(out))) return none;
  const read = Progress.safeParse(parsedJson(readFileSync(progressFile(out), 'utf8')));
  const isWhole =
    read.success && read.data.of === of && statSync(partOf(out)).size >= read.data.bytes;
  return isWhole ? read.data : none;
}

/**
 * Checks the room for files of one folder together, beside what earlier runs wrote of them.
 * @throws WeightsError where the disk has not the room, which is better known before than after
 */
export function checkRoom(jobs: readonly QuantiseJob[]): void {
  const [first] = jobs;
  if (!first) return;
  const needed = jobs.reduce((total, job) => total + bytesToCome(job), 0);
  const { bavail, bsize } = statfsSync(dirname(first.out));
  if (bavail * bsize >= needed) return;
  throw new WeightsError(
    `${jobs.map(({ out }) => out).join(' and ')} need ${gib(needed)}, and their disk has ${gib(bavail * bsize)} left. Make room, or give another folder.`,
  );
}

function bytesToCome({ path, out, bits }: QuantiseJob): number {
  const part = openPart(path);
  const parameters = parametersOf(part);
  const entries = entriesOf(parameters, bindWeights(parameters, part.file), bits);
  const written = statSync(partOf(out), { throwIfNoEntry: false })?.size ?? 0;
  return [...entries.values()].reduce(
    (total, { type, shape }) => total + sizeOf(shape) * elementBytes[type],
    -written,
  );
}

import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  bfloat16ToFloat32,
  elementBytes,
  float16ToFloat32,
  float32ToBfloat16,
  float32ToFloat16,
} from './number-formats.ts';
import { openSafetensors, readTensor, readTensorBytes, WeightsError } from './safetensors.ts';
import { writeSafetensors } from './write-safetensors.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-weights-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file with a given header (text or JSON) and so many bytes of data. */
function fileWith(header: unknown, dataBytes = 0, claimedLength?: number): string {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(claimedLength ?? text.length));
  const path = join(folder, 'model.safetensors');
  writeFileSync(path, Buffer.concat([length, text, Buffer.alloc(dataBytes)]));
  return path;
}

const f32 = (begin: number, end: number, shape = [(end - begin) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

describe('a damaged file is refused with its name and the tensor', () => {
  test.each<[string, () => string, RegExp]>([
    ['empty', () => fileWith(''), /is not a safetensors file/],
    ['cut within the data', () => fileWith({ a: f32(0, 64) }, 63), /tensor a ends at byte/],
    [
      'header longer than the file',
      () => fileWith({}, 0, 5000),
      /claims 5000 bytes, the file has 10/,
    ],
    ['absurd header length', () => fileWith({}, 0, 2 ** 52), /is not a safetensors file/],
    ['not JSON', () => fileWith('this is text'), /its header is not JSON/],
    ['not an object', () => fileWith('[1,2]'), /not a JSON object/],
    ['overlap', () => fileWith({ a: f32(0, 8), b: f32(4, 12) }, 12), /tensors a and b overlap/],
    ['out of range', () => fileWith({ a: f32(8, 16) }, 12), /tensor a ends at byte/],
    [
      'backwards',
      () => fileWith({ a: { ...f32(0, 4), data_offsets: [8, 4] } }, 8),
      /tensor a has the offsets \[8,4\]/,
    ],
    [
      'negative',
      () => fileWith({ a: { ...f32(0, 4), data_offsets: [-4, 0] } }, 8),
      /tensor a has the offsets/,
    ],
    [
      'duplicate names',
      () => fileWith(`{"a":${JSON.stringify(f32(0, 4))}, "a" :${JSON.stringify(f32(4, 8))}}`, 8),
      /names tensor a twice/,
    ],
    [
      'unknown type',
      () => fileWith({ a: { ...f32(0, 4), dtype: 'Q4' } }, 4),
      /tensor a has the unknown type "Q4"; known are .*F32/,
    ],
    [
      'bytes against shape',
      () => fileWith({ a: f32(0, 8, [3]) }, 8),
      /tensor a has 8 bytes, but F32\[3\] needs 12/,
    ],
    [
      'no shape',
      () => fileWith({ a: { dtype: 'F32', data_offsets: [0, 4] } }, 4),
      /tensor a has the shape undefined/,
    ],
    ['no description', () => fileWith({ a: null }), /tensor a has no description/],
    ['odd metadata', () => fileWith({ __metadata__: { a: 1 } }), /__metadata__ is not a map/],
  ])('%s', (_what, make, expected) => {
    const path = make();
    const error = caught(() => openSafetensors(path));
    expect(error).toBeInstanceOf(WeightsError);
    expect(error.message).toMatch(expected);
    expect(error.message).toContain(path);
  });

  test('the same name, written with an escape', () => {
    const path = fileWith(
      `{"a":${JSON.stringify(f32(0, 4))},"\\u0061":${JSON.stringify(f32(4, 8))}}`,
      8,
    );
    expect(() => openSafetensors(path)).toThrow(/names tensor a twice/);
  });

  test('a long or strange header is read in no time', () => {
    const note = 'x'.repeat(20_000_000);
    expect(openSafetensors(fileWith({ __metadata__: { note } })).metadata['note']).toBe(note);
    const quotes = JSON.stringify({ __metadata__: { note: '"'.repeat(200_000) } });
    expect(openSafetensors(fileWith(quotes)).metadata['note']).toHaveLength(200_000);
    expect(() => openSafetensors(fileWith('"\\"'.repeat(50_000)))).toThrow(/is not JSON/);
  });

  test('the same name, far from its colon', () => {
    const entry = (begin: number) =>
      `"a"${' '.repeat(200)}:${JSON.stringify(f32(begin, begin + 4))}`;
    const path = fileWith(`{${entry(0)},${entry(4)}}`, 8);
    expect(() => openSafetensors(path)).toThrow(/names tensor a twice/);
  });

  test('a file that is not there', () => {
    const path = join(folder, 'nowhere', 'model.safetensors');
    expect(() => openSafetensors(path)).toThrow(`${path} does not exist. Choose the file again.`);
  });

  test('a folder', () => {
    expect(() => openSafetensors(folder)).toThrow(`${folder} is a folder. Give the file in it.`);
  });

  test('another kind of file', () => {
    const path = join(folder, 'picture.safetensors');
    writeFileSync(path, Buffer.from('\x89PNG\r\n\x1a\n'.padEnd(200, 'x'), 'latin1'));
    expect(() => openSafetensors(path)).toThrow(/is not a safetensors file/);
    writeFileSync(path, 'short');
    expect(() => openSafetensors(path)).toThrow(/5 bytes, and at least 8 are needed/);
  });

  test('any bytes end in a WeightsError or a file, never in anything else', () => {
    const path = join(folder, 'fuzz.safetensors');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(40), (bytes, at) => {
        const whole = Buffer.alloc(160);
        whole.set(bytes, at);
        whole.writeBigUInt64LE(BigInt(at % 3 === 0 ? 100 : at));
        writeFileSync(path, whole);
        try {
          openSafetensors(path);
        } catch (error) {
          expect(error).toBeInstanceOf(WeightsError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('what the system refuses is told by its path', () => {
  test.skipIf(process.platform === 'win32')('a link in a circle', () => {
    const path = join(folder, 'circle.safetensors');
    symlinkSync(path, path);
    expect(() => openSafetensors(path)).toThrow(WeightsError);
    expect(() => openSafetensors(path)).toThrow(`${path} cannot be read: ELOOP`);
    rmSync(path);
  });

  test('a file that is gone since it was opened, or a folder now', () => {
    const path = fileWith({ a: f32(0, 8) }, 8);
    const file = openSafetensors(path);
    rmSync(path);
    expect(() => readTensor(file, 'a')).toThrow(WeightsError);
    mkdirSync(path);
    expect(() => readTensor(file, 'a')).toThrow(/ cannot be read: EISDIR/);
    rmSync(path, { recursive: true });
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'one that others own (root may read all)',
    () => {
      const path = fileWith({ a: f32(0, 8) }, 8);
      chmodSync(path, 0);
      expect(() => openSafetensors(path)).toThrow(/ cannot be read: EACCES/);
      rmSync(path);
    },
  );
});

describe('what is written is read back', () => {
  test('every type, shape and the metadata', () => {
    const path = join(folder, 'all.safetensors');
    const tensors = new Map(
      Object.entries(elementBytes).map(([type, size], i) => [
        `layer.${type}`,
        {
          type: type as keyof typeof elementBytes,
          shape: [2, i + 1],
          bytes: Uint8Array.from({ length: size * 2 * (i + 1) }, (_, byte) => (byte * 7 + i) % 251),
        },
      ]),
    );
    tensors.set('scalar', {
      type: 'F32',
      shape: [],
      bytes: new Uint8Array(Float32Array.of(2.5).buffer),
    });
    tensors.set('nothing', { type: 'F32', shape: [0, 4], bytes: new Uint8Array(0) });
    writeSafetensors(path, tensors, { origin: 'a test', naïve: '✓' });
    const file = openSafetensors(path);
    expect(file.metadata).toEqual({ origin: 'a test', naïve: '✓' });
    expect([...file.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
    for (const [name, { type, shape, bytes }] of tensors) {
      expect(file.tensors.get(name)).toMatchObject({ type, shape, length: bytes.length });
      expect([...readTensorBytes(file, name)]).toEqual([...bytes]);
    }
    expect([...readTensor(file, 'scalar')]).toEqual([2.5]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('numbers of every type that has them', () => {
    const path = join(folder, 'numbers.safetensors');
    const wanted = [1, 0, 3, 100];
    const arrays = {
      U8: Uint8Array,
      I8: Int8Array,
      I16: Int16Array,
      U16: Uint16Array,
      I32: Int32Array,
      U32: Uint32Array,
      F32: Float32Array,
      F64: Float64Array,
      F16: Float16Array,
    } as const;
    const tensors = new Map(
      Object.entries(arrays).map(([type, Numbers]) => [
        type,
        {
          type: type as keyof typeof arrays,
          shape: [4],
          bytes: new Uint8Array(Numbers.from(wanted).buffer),
        },
      ]),
    ) as Parameters<typeof writeSafetensors>[1] & Map<string, never>;
    const wide = new Map(tensors).set('I64', {
      type: 'I64',
      shape: [4],
      bytes: new Uint8Array(BigInt64Array.from(wanted.map(BigInt)).buffer),
    } as never);
    writeSafetensors(path, wide);
    const file = openSafetensors(path);
    for (const name of wide.keys()) expect([...readTensor(file, name)], name).toEqual(wanted);
  });

  test('a tensor that does not fill its shape is not written', () => {
    const path = join(folder, 'short.safetensors');
    const short = new Map([['a', { type: 'F32' as const, shape: [2], bytes: new Uint8Array(4) }]]);
    expect(() => writeSafetensors(path, short)).toThrow(
      /tensor a has 4 bytes, but F32\[2\] needs 8/,
    );
  });

  test('names of every kind, and tensors of more than 2 GiB', () => {
    const path = join(folder, 'names.safetensors');
    const one = { type: 'U8' as const, shape: [1], bytes: Uint8Array.of(7) };
    writeSafetensors(
      path,
      new Map([
        ['__proto__', one],
        ['constructor', one],
      ]),
    );
    expect([...openSafetensors(path).tensors.keys()]).toEqual(['__proto__', 'constructor']);
    const bytes = 2 ** 31 + 8;
    const large = fileWith({ a: { dtype: 'U8', shape: [bytes], data_offsets: [0, bytes] } });
    truncateSync(large, statSync(large).size + bytes);
    const fd = openSync(large, 'r+');
    writeSync(fd, Uint8Array.of(9), 0, 1, statSync(large).size - 1);
    closeSync(fd);
    expect(readTensorBytes(openSafetensors(large), 'a').at(-1)).toBe(9);
  });

  test('a tensor that is not there is named', () => {
    const path = fileWith({ a: f32(0, 4) }, 4);
    expect(() => readTensor(openSafetensors(path), 'b')).toThrow(/has no tensor b/);
  });
});

describe('16-bit formats', () => {
  test('bfloat16 rounds to nearest even and keeps NaN and infinity', () => {
    const values = Float32Array.of(
      1,
      -2.5,
      1 + 2 ** -8,
      1 + 3 * 2 ** -8,
      Infinity,
      Number.NaN,
      0,
      -0,
    );
    expect([...bfloat16ToFloat32(float32ToBfloat16(values))]).toEqual([
      1,
      -2.5,
      1,
      1 + 2 ** -6,
      Infinity,
      Number.NaN,
      0,
      -0,
    ]);
  });

  test('every 16-bit pattern survives the way to float32 and back', () => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const isNumber = (values: Float32Array) => (_: number, i: number) => !Number.isNaN(values[i]);
    const brain = bfloat16ToFloat32(all);
    expect(float32ToBfloat16(brain).filter(isNumber(brain))).toEqual(all.filter(isNumber(brain)));
    const half = float16ToFloat32(all);
    expect(float32ToFloat16(half).filter(isNumber(half))).toEqual(all.filter(isNumber(half)));
  });
});

function caught(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

/**
 * Element types of a safetensors file with their sizes in bytes: the format's own list, of which
 * those in `readableTypes` can be converted to numbers here.
 */
export const elementBytes = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  F8_E8M0: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
} as const;

/** Element type as a safetensors header names it. */
export type StoredType = keyof typeof elementBytes;

export function isStoredType(name: unknown): name is StoredType {
  return typeof name === 'string' && Object.hasOwn(elementBytes, name);
}

/** Views bytes as numbers where the platform has a typed array for them (all are little-endian). */
const typedArrays = {
  U8: Uint8Array,
  I8: Int8Array,
  BOOL: Uint8Array,
  I16: Int16Array,
  U16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
  F32: Float32Array,
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
} as const;

/**
 * Stored elements as float32; 16-bit formats convert exactly, wider ones are rounded.
 * @param bytes whole elements, at any alignment
 * @returns `undefined` for the 8-bit float formats, which nothing here uses
 */
export function toFloat32(
  type: StoredType,
  bytes: Uint8Array,
): Float32Array<ArrayBuffer> | undefined {
  // A copy of its own: the bytes may lie anywhere in a larger buffer.
  const aligned = new Uint8Array(bytes);
  if (type === 'BF16') return bfloat16ToFloat32(new Uint16Array(aligned.buffer));
  if (type === 'F16') return float16ToFloat32(new Uint16Array(aligned.buffer));
  if (!Object.hasOwn(typedArrays, type)) return undefined;
  const numbers = new typedArrays[type as keyof typeof typedArrays](aligned.buffer);
  return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers, Number);
}

/** A bfloat16 is the upper half of a float32. */
export function bfloat16ToFloat32(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = (halves[i] ?? 0) << 16;
  return new Float32Array(words.buffer);
}

/** Rounds to the nearest bfloat16, ties to even; NaN stays NaN. */
export function float32ToBfloat16(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(words, (word, i) =>
    Number.isNaN(values[i]) ? 0x7fc0 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16,
  );
}

export function float16ToFloat32(halves: Uint16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(new Float16Array(halves.buffer, halves.byteOffset, halves.length));
}

/** Rounds to the nearest float16, ties to even; beyond 65504 becomes infinite. */
export function float32ToFloat16(values: Float32Array): Uint16Array {
  return new Uint16Array(Float16Array.from(values).buffer);
}

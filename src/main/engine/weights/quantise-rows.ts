/** Numbers of a few bits for the values of a matrix, as `QuantisedBlocks` describes them. */
export interface QuantisedRows {
  readonly numbers: Uint8Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
  readonly zeros: Uint8Array<ArrayBuffer>;
  /** Root mean square of the error over that of the values. */
  readonly error: number;
}

/** Values that share a scale. Smaller blocks are more exact and take more room: 32 make 5.1 bits of 4. */
export const BLOCK_SIZE = 32;

/**
 * Quantises a matrix block by block: the smallest and the largest value of a block, and zero, are
 * where its numbers begin and end. Rows must be whole pairs of blocks.
 */
export function quantiseRows(values: Float32Array, bits: 4 | 8): QuantisedRows {
  const most = 2 ** bits - 1;
  const blocks = values.length / BLOCK_SIZE;
  const scales = new Float32Array(blocks);
  const wide = new Uint8Array(values.length);
  const wideZeros = new Uint8Array(blocks);
  let off = 0;
  let power = 0;
  for (let block = 0; block < blocks; block++) {
    const start = block * BLOCK_SIZE;
    const end = start + BLOCK_SIZE;
    let least = 0;
    let largest = 0;
    for (let i = start; i < end; i++) {
      const value = values[i] as number;
      if (value < least) least = value;
      else if (value > largest) largest = value;
    }
    const scale = Math.fround((largest - least) / most) || 1;
    const inverse = 1 / scale;
    const zero = Math.round(-least * inverse);
    scales[block] = scale;
    wideZeros[block] = zero;
    for (let i = start; i < end; i++) {
      const value = values[i] as number;
      // Not below zero but for rounding, so cutting off after adding a half rounds to the nearest.
      const nearest = (value * inverse + zero + 0.5) | 0;
      const number = nearest > most ? most : nearest;
      wide[i] = number;
      const apart = (number - zero) * scale - value;
      off += apart * apart;
      power += value * value;
    }
  }
  const [numbers, zeros] = bits === 8 ? [wide, wideZeros] : [packed(wide), packed(wideZeros)];
  return { numbers, scales, zeros, error: power === 0 ? 0 : Math.sqrt(off / power) };
}

/** Two numbers of four bits in a byte. */
function packed(numbers: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(numbers.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (numbers[2 * i] as number) | ((numbers[2 * i + 1] as number) << 4);
  }
  return bytes;
}

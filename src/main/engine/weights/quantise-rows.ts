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
  const numbers = new Uint8Array((values.length * bits) / 8);
  const zeros = new Uint8Array((blocks * bits) / 8);
  let off = 0;
  let power = 0;
  for (let block = 0; block < blocks; block++) {
    const start = block * BLOCK_SIZE;
    let [least, largest] = [0, 0];
    for (let i = start; i < start + BLOCK_SIZE; i++) {
      const value = values[i] as number;
      if (value < least) least = value;
      else if (value > largest) largest = value;
    }
    const scale = Math.fround((largest - least) / most) || 1;
    const zero = Math.round(-least / scale);
    scales[block] = scale;
    put(zeros, block, bits, zero);
    for (let i = start; i < start + BLOCK_SIZE; i++) {
      const value = values[i] as number;
      const number = Math.min(most, Math.max(0, Math.round(value / scale) + zero));
      put(numbers, i, bits, number);
      const apart = (number - zero) * scale - value;
      off += apart * apart;
      power += value * value;
    }
  }
  return { numbers, scales, zeros, error: power === 0 ? 0 : Math.sqrt(off / power) };
}

function put(bytes: Uint8Array, index: number, bits: 4 | 8, number: number): void {
  if (bits === 8) bytes[index] = number;
  else bytes[index >> 1] = (bytes[index >> 1] as number) | (number << (4 * (index & 1)));
}

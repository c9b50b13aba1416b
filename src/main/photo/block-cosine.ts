/** The orthonormal two-dimensional discrete cosine transform (DCT-II) of square blocks. */
export class BlockCosine {
  private readonly side: number;
  /** Of the one-dimensional transform, a row a frequency. */
  private readonly basis: Float32Array;
  private readonly transposed: Float32Array;
  private readonly rows: Float32Array;

  constructor(side: number) {
    this.side = side;
    this.rows = new Float32Array(side * side);
    const at = (k: number, x: number) =>
      Math.sqrt((k === 0 ? 1 : 2) / side) * Math.cos((Math.PI * (2 * x + 1) * k) / (2 * side));
    const matrix = (value: (i: number, j: number) => number) =>
      Float32Array.from({ length: side * side }, (_, i) => value(Math.floor(i / side), i % side));
    this.basis = matrix(at);
    this.transposed = matrix((x, k) => at(k, x));
  }

  /** Transforms a block, `[side, side]`, in place. */
  forward(block: Float32Array): void {
    this.multiply(block, this.transposed, this.rows);
    this.multiply(this.basis, this.rows, block);
  }

  /** The inverse of {@link forward}, in place. */
  backward(block: Float32Array): void {
    this.multiply(block, this.basis, this.rows);
    this.multiply(this.transposed, this.rows, block);
  }

  /** The product of two matrices. Zeros take no time, of which blocks without their noise have many. */
  private multiply(a: Float32Array, b: Float32Array, into: Float32Array): void {
    const { side } = this;
    into.fill(0);
    for (let row = 0; row < side * side; row += side) {
      for (let i = 0; i < side; i++) {
        const factor = a[row + i] as number;
        if (factor === 0) continue;
        for (let j = 0; j < side; j++) {
          into[row + j] = (into[row + j] as number) + factor * (b[i * side + j] as number);
        }
      }
    }
  }
}

/** The orthonormal two-dimensional discrete cosine transform (DCT-II) of square blocks. */
export class BlockCosine {
  readonly side: number;
  /** Rows of the one-dimensional transform. */
  private readonly basis: Float32Array;
  private readonly line: Float32Array;

  constructor(side: number) {
    this.side = side;
    this.line = new Float32Array(side);
    this.basis = Float32Array.from({ length: side * side }, (_, i) => {
      const [k, x] = [Math.floor(i / side), i % side];
      const scale = Math.sqrt((k === 0 ? 1 : 2) / side);
      return scale * Math.cos((Math.PI * (2 * x + 1) * k) / (2 * side));
    });
  }

  /** Transforms a block, `[side, side]`, in place. */
  forward(block: Float32Array): void {
    this.transform(block, this.side, 1);
  }

  /** The inverse of {@link forward}, in place. */
  backward(block: Float32Array): void {
    this.transform(block, 1, this.side);
  }

  /** Along rows, then along columns, with the basis or its transpose. */
  private transform(block: Float32Array, perResult: number, perTerm: number): void {
    for (let i = 0; i < this.side; i++)
      this.transformLine(block, i * this.side, 1, perResult, perTerm);
    for (let i = 0; i < this.side; i++) this.transformLine(block, i, this.side, perResult, perTerm);
  }

  private transformLine(
    block: Float32Array,
    start: number,
    step: number,
    perResult: number,
    perTerm: number,
  ): void {
    const { side, basis, line } = this;
    for (let k = 0; k < side; k++) {
      let sum = 0;
      for (let x = 0; x < side; x++) {
        const weight = basis[k * perResult + x * perTerm] as number;
        sum += weight * (block[start + x * step] as number);
      }
      line[k] = sum;
    }
    for (let k = 0; k < side; k++) block[start + k * step] = line[k] as number;
  }
}

/** Side of the patches that are tokens of the embedded model's transformer, in pixels. */
const PATCH = 8;

/**
 * Mean step between neighbouring pixels across the borders of patches over the mean step elsewhere:
 * 1 where no grid shows.
 * @param picture `[3, size, size]`
 */
export function blockEdge(picture: Float32Array, size: number): number {
  const across = { total: 0, count: 0 };
  const elsewhere = { total: 0, count: 0 };
  const add = (from: number, to: number, position: number) => {
    const kind = (position + 1) % PATCH === 0 ? across : elsewhere;
    kind.total += Math.abs((picture[to] as number) - (picture[from] as number));
    kind.count++;
  };
  for (let row = 0; row < 3 * size; row++) {
    for (let x = 0; x + 1 < size; x++) {
      add(row * size + x, row * size + x + 1, x);
      // The same walk with rows and columns exchanged, within the row's channel.
      const plane = Math.floor(row / size) * size * size;
      const column = plane + x * size + (row % size);
      add(column, column + size, x);
    }
  }
  return across.total / across.count / (elsewhere.total / elsewhere.count);
}

/** Means over windows, cut off at the edges; in `engine/inversion/smooth.ts` a picture goes on beyond them. */
export function boxMean(
  values: Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array {
  const across = new Float32Array(values.length);
  for (let y = 0; y < height; y++) rowMeans(values, across, y * width, width, radius);
  return meansDown(across, width, height, radius);
}

function rowMeans(
  from: Float32Array,
  into: Float32Array,
  start: number,
  length: number,
  radius: number,
): void {
  let [total, count] = [0, 0];
  for (let x = -radius; x < length; x++) {
    const coming = x + radius;
    if (coming < length) {
      total += from[start + coming] as number;
      count++;
    }
    const leaving = x - radius - 1;
    if (leaving >= 0) {
      total -= from[start + leaving] as number;
      count--;
    }
    if (x >= 0) into[start + x] = total / count;
  }
}

/** The same down every column, row by row: memory is read in its order, several times as fast. */
function meansDown(
  from: Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array {
  const into = new Float32Array(from.length);
  const totals = new Float64Array(width);
  const add = (row: number, sign: 1 | -1) => {
    for (let x = 0; x < width; x++) {
      totals[x] = (totals[x] as number) + sign * (from[row * width + x] as number);
    }
  };
  for (let y = -radius; y < height; y++) {
    const [coming, leaving] = [y + radius, y - radius - 1];
    if (coming < height) add(coming, 1);
    if (leaving >= 0) add(leaving, -1);
    if (y < 0) continue;
    const count = Math.min(coming, height - 1) - Math.max(leaving, -1);
    for (let x = 0; x < width; x++) into[y * width + x] = (totals[x] as number) / count;
  }
  return into;
}

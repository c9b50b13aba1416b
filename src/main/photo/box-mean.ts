/** Means over windows, cut off at the edges. */
export function boxMean(
  values: Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array {
  const across = new Float32Array(values.length);
  const result = new Float32Array(values.length);
  for (let y = 0; y < height; y++) lineMeans(values, across, y * width, 1, width, radius);
  for (let x = 0; x < width; x++) lineMeans(across, result, x, width, height, radius);
  return result;
}

function lineMeans(
  from: Float32Array,
  into: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
): void {
  let [total, count] = [0, 0];
  for (let i = -radius; i < length; i++) {
    const coming = i + radius;
    if (coming < length) {
      total += from[start + coming * step] as number;
      count++;
    }
    const leaving = i - radius - 1;
    if (leaving >= 0) {
      total -= from[start + leaving * step] as number;
      count--;
    }
    if (i >= 0) into[start + i * step] = total / count;
  }
}

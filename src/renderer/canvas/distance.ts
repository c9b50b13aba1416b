/** Far beyond any picture; not infinite, so that it can be subtracted. */
const FAR = 1e12;

/**
 * Distance of every cell of a grid to the nearest one that is set, in cells: exact, by the lower envelope
 * of parabolas along each axis (Felzenszwalb and Huttenlocher 2012).
 * @param isSet row by row
 */
export function distances(
  isSet: (cell: number) => boolean,
  width: number,
  height: number,
): Float64Array {
  const squared = Float64Array.from({ length: width * height }, (_, cell) =>
    isSet(cell) ? 0 : FAR,
  );
  const scratch = scratchFor(Math.max(width, height));
  for (let x = 0; x < width; x++) along(squared, x, width, height, scratch);
  for (let y = 0; y < height; y++) along(squared, y * width, 1, width, scratch);
  return squared.map(Math.sqrt);
}

/** What one line needs: its values, where the parabolas of the envelope stand, and from where on each is lowest. */
function scratchFor(length: number) {
  return {
    line: new Float64Array(length),
    feet: new Int32Array(length),
    from: new Float64Array(length),
  };
}

/** Adds the distance along one line of the grid. */
function along(
  squared: Float64Array,
  start: number,
  step: number,
  length: number,
  { line, feet, from }: ReturnType<typeof scratchFor>,
): void {
  for (let i = 0; i < length; i++) line[i] = squared[start + i * step] as number;
  let count = 0;
  for (let i = 0; i < length; i++) {
    const height = (line[i] as number) + i * i;
    let begin = Number.NEGATIVE_INFINITY;
    while (count > 0) {
      const foot = feet[count - 1] as number;
      begin = (height - (line[foot] as number) - foot * foot) / (2 * (i - foot));
      if (begin > (from[count - 1] as number)) break;
      count--;
      begin = Number.NEGATIVE_INFINITY;
    }
    feet[count] = i;
    from[count] = begin;
    count++;
  }
  let lowest = 0;
  for (let i = 0; i < length; i++) {
    while (lowest + 1 < count && (from[lowest + 1] as number) < i) lowest++;
    const foot = feet[lowest] as number;
    squared[start + i * step] = (i - foot) ** 2 + (line[foot] as number);
  }
}

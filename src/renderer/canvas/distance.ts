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
  for (let x = 0; x < width; x++) along(squared, x, width, height);
  for (let y = 0; y < height; y++) along(squared, y * width, 1, width);
  return squared.map(Math.sqrt);
}

/** Adds the distance along one line of the grid. */
function along(squared: Float64Array, start: number, step: number, length: number): void {
  const line = Float64Array.from({ length }, (_, i) => squared[start + i * step] as number);
  const at = (i: number) => line[i] as number;
  /** Where the parabolas of the envelope stand, and from where on each is the lowest. */
  const feet: number[] = [];
  const from: number[] = [];
  for (let i = 0; i < length; i++) {
    let begin = Number.NEGATIVE_INFINITY;
    for (let foot = feet.at(-1); foot !== undefined; foot = feet.at(-1)) {
      begin = (at(i) + i * i - at(foot) - foot * foot) / (2 * (i - foot));
      if (begin > (from.at(-1) as number)) break;
      feet.pop();
      from.pop();
      begin = Number.NEGATIVE_INFINITY;
    }
    feet.push(i);
    from.push(begin);
  }
  let lowest = 0;
  for (let i = 0; i < length; i++) {
    while (lowest + 1 < feet.length && (from[lowest + 1] as number) < i) lowest++;
    const foot = feet[lowest] as number;
    squared[start + i * step] = (i - foot) ** 2 + at(foot);
  }
}

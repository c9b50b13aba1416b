/**
 * Distance of every cell of a grid to the nearest one that is set, in cells; infinite where none is. Exact:
 * how far it is along each column, and of these the lower envelope of parabolas along each row
 * (Felzenszwalb and Huttenlocher 2012).
 * @param isSet row by row
 */
export function distances(
  isSet: (cell: number) => boolean,
  width: number,
  height: number,
): Float32Array<ArrayBuffer> {
  const away = new Float32Array(width * height);
  for (let cell = 0; cell < away.length; cell++) {
    if (!isSet(cell)) away[cell] = cell < width ? Infinity : (away[cell - width] as number) + 1;
  }
  for (let cell = away.length - width - 1; cell >= 0; cell--) {
    const below = (away[cell + width] as number) + 1;
    if (below < (away[cell] as number)) away[cell] = below;
  }
  const envelope = envelopeFor(width);
  for (let y = 0; y < height; y++) alongRow(away.subarray(y * width, (y + 1) * width), envelope);
  return away;
}

/** Where the parabolas of an envelope stand, how high, and from where on each is lowest. */
function envelopeFor(length: number) {
  return {
    feet: new Int32Array(length),
    heights: new Float64Array(length),
    from: new Float64Array(length),
  };
}

/** From distances along columns to distances. */
function alongRow(
  row: Float32Array,
  { feet, heights, from }: ReturnType<typeof envelopeFor>,
): void {
  let count = 0;
  for (let x = 0; x < row.length; x++) {
    const away = row[x] as number;
    if (away === Infinity) continue;
    const height = away * away;
    let begin = -Infinity;
    while (count > 0) {
      const foot = feet[count - 1] as number;
      // Where both are as high.
      begin = (x + foot + (height - (heights[count - 1] as number)) / (x - foot)) / 2;
      if (begin > (from[count - 1] as number)) break;
      count--;
      begin = -Infinity;
    }
    feet[count] = x;
    heights[count] = height;
    from[count] = begin;
    count++;
  }
  if (count === 0) return;
  let lowest = 0;
  for (let x = 0; x < row.length; x++) {
    while (lowest + 1 < count && (from[lowest + 1] as number) < x) lowest++;
    row[x] = Math.sqrt((x - (feet[lowest] as number)) ** 2 + (heights[lowest] as number));
  }
}

import type { Mask } from './area.ts';

/**
 * How wide strokes are, on the whole: twice what they cover over the length of their edge, as a share of the mask's longer
 * side. A band's width; of a disc the radius.
 * @returns 0 where nothing is painted
 */
export function strokeWidth({ width, height, values }: Mask): number {
  let covered = 0;
  let edge = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (values[at] === 0) continue;
      covered++;
      if (x === 0 || values[at - 1] === 0) edge++;
      if (x === width - 1 || values[at + 1] === 0) edge++;
      if (y === 0 || values[at - width] === 0) edge++;
      if (y === height - 1 || values[at + width] === 0) edge++;
    }
  }
  // A pixel counts that a stroke only touches, which is half of one too much on either side.
  return covered === 0 ? 0 : Math.max(0, (2 * covered) / edge - 1) / Math.max(width, height);
}

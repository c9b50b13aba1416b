import { opponentColours } from './opponent-colours.ts';
import type { Planes } from './planes.ts';

/**
 * Square blocks of a picture's grey that overlap by half, from the upper left on; what does not fill a block is left out.
 * @param side of a block in pixels, even
 * @yields `[side, side]`, the same array each time
 */
export function* greyBlocks(
  { width, height, data }: Planes,
  side: number,
): Generator<Float32Array> {
  const grey = opponentColours(data).subarray(0, width * height);
  const block = new Float32Array(side * side);
  for (let top = 0; top + side <= height; top += side / 2) {
    for (let left = 0; left + side <= width; left += side / 2) {
      for (let row = 0; row < side; row++) {
        const start = (top + row) * width + left;
        block.set(grey.subarray(start, start + side), row * side);
      }
      yield block;
    }
  }
}

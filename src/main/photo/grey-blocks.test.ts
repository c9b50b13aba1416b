import { expect, it } from 'vitest';
import { greyBlocks } from './grey-blocks.ts';

it('walks over a picture in half-overlapping blocks and leaves out what fills none', () => {
  const [width, height] = [7, 4];
  const plane = Array.from({ length: width * height }, (_, i) => i);
  const picture = { width, height, data: Float32Array.from([...plane, ...plane, ...plane]) };
  const corners = Array.from(greyBlocks(picture, 4), (block) => [block[0], block[15]]);
  // Grey is √3 of what all three channels have.
  const grey = (value: number) => expect.closeTo(Math.sqrt(3) * value, 4);
  expect(corners).toEqual([
    [grey(0), grey(24)],
    [grey(2), grey(26)],
  ]);
});

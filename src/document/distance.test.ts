import fc from 'fast-check';
import { expect, it } from 'vitest';
import { distances } from './distance.ts';

it('is the distance to the nearest cell that is set', () => {
  const side = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(side, side, fc.infiniteStream(fc.boolean()), (width, height, stream) => {
      const cells = [...stream.take(width * height)];
      cells[0] = true;
      const found = distances((cell) => cells[cell] === true, width, height);
      for (let cell = 0; cell < width * height; cell++) {
        const nearest = Math.min(
          ...cells.flatMap((isSet, other) => {
            const [dx, dy] = [
              (cell % width) - (other % width),
              Math.floor(cell / width) - Math.floor(other / width),
            ];
            return isSet ? [Math.hypot(dx, dy)] : [];
          }),
        );
        expect(found[cell]).toBeCloseTo(nearest, 5);
      }
    }),
  );
});

it('is infinite where nothing is set', () => {
  expect(distances(() => false, 2, 2)).toEqual(new Float32Array(4).fill(Infinity));
});

import { expect, test } from 'vitest';
import { tileSide, tileWeights } from './tiles.ts';

const tiling = { longest: 256, overlap: 48, step: 8 };

test.each([64, 100, 256, 257, 300, 465, 1000, 4001])(
  'tiles cover a side of %s, share the overlap, and count for something everywhere',
  (side) => {
    const cut = tileSide(side, tiling);
    expect(cut.length % 8).toBe(0);
    expect(cut.length).toBeLessThanOrEqual(256);
    expect(cut.starts[0]).toBe(0);
    expect((cut.starts.at(-1) as number) + cut.length).toBeGreaterThanOrEqual(side);
    const totals = new Float32Array(Math.max(side, cut.length));
    for (const [index, start] of cut.starts.entries()) {
      const next = cut.starts[index + 1];
      if (next !== undefined) expect(start + cut.length - next).toBeGreaterThanOrEqual(48);
      for (const [i, weight] of tileWeights(cut, index).entries()) {
        totals[start + i] = (totals[start + i] as number) + weight;
      }
    }
    expect(Math.min(...totals)).toBeGreaterThan(0.1);
  },
);

test('two neighbours fade into each other: together they count as one', () => {
  const cut = tileSide(400, tiling);
  const [first, second] = [tileWeights(cut, 0), tileWeights(cut, 1)];
  for (let x = 0; x < 400; x++) {
    expect((first[x] ?? 0) + (second[x - (cut.starts[1] as number)] ?? 0)).toBeCloseTo(1, 5);
  }
});

import { expect, it } from 'vitest';
import { LayerRaster } from '../../document/layer-raster.ts';
import { rasterFrame } from '../../document/raster-frame.ts';
import { strokeFixture } from '../../document/record-fixture.ts';
import { paintedArea } from './painted-area.ts';

const frame = rasterFrame({ width: 8000, height: 4000 });

function painted(...points: [number, number][]): LayerRaster {
  const layer = new LayerRaster(frame);
  for (const [x, y] of points) {
    layer.draw(strokeFixture({ size: 1000, hardness: 1, points: [x, y, 1] }));
  }
  return layer;
}

/** Least and greatest distance of a line's points to a place. */
function radii(line: readonly (readonly [number, number])[] = [], x: number, y: number) {
  const all = line.map((point) => Math.hypot(point[0] - x, point[1] - y));
  return { least: Math.min(...all), greatest: Math.max(...all) };
}

it('goes around what is painted, and around its feather', () => {
  const { edge, feather } = paintedArea(frame, [painted([3000, 2000])], 0.05);
  expect([edge.length, feather.length]).toEqual([1, 1]);
  // Of the disc, and of the disc with 400 pixels more on a grid half as fine.
  const cell = 8000 / 512;
  expect(radii(edge[0], 3000, 2000).least).toBeGreaterThan(500 - cell);
  expect(radii(edge[0], 3000, 2000).greatest).toBeLessThan(500 + 1.5 * cell);
  expect(radii(feather[0], 3000, 2000).least).toBeGreaterThan(900 - cell);
  expect(radii(feather[0], 3000, 2000).greatest).toBeLessThan(900 + 3 * cell);
});

it('joins what overlaps on any layer, and keeps apart what does not', () => {
  const layers = [painted([1000, 1000], [5000, 3000]), painted([1600, 1000])];
  const { edge, feather } = paintedArea(frame, layers, 0);
  expect(edge).toHaveLength(2);
  expect(feather).toEqual([]);
});

it('has no lines where nothing is painted', () => {
  expect(paintedArea(frame, [painted()], 0.2)).toEqual({ edge: [], feather: [] });
});

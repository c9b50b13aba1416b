import { expect, it } from 'vitest';
import { Coverage } from './coverage.ts';
import { LayerRaster, paintOf, type RasterTile } from './layer-raster.ts';
import { RASTER_TILE, rasterFrame } from './raster-frame.ts';
import { strokeFixture } from './record-fixture.ts';

const frame = rasterFrame({ width: 1000, height: 800 });
const red = strokeFixture({
  ...{ colour: '#ff0000', size: 60, hardness: 1, opacity: 0.8 },
  points: [200, 300, 1, 800, 300, 1],
});

function at({ tiles }: LayerRaster, x: number, y: number): number[] {
  const tile = tiles.get(Math.floor(y / RASTER_TILE) * frame.columns + Math.floor(x / RASTER_TILE));
  const i = 4 * ((y % RASTER_TILE) * RASTER_TILE + (x % RASTER_TILE));
  return [...(tile ?? []).slice(i, i + 4)];
}

it('lays strokes one over the other', () => {
  const layer = new LayerRaster(frame);
  layer.draw(red);
  expect(at(layer, 300, 300)).toEqual([255, 0, 0, 204]);
  expect(at(layer, 300, 400)).toEqual([0, 0, 0, 0]);
  layer.draw({ ...red, colour: '#0000ff', opacity: 0.5 });
  // Alpha 0.5 + 0.8 · 0.5 = 0.9, and blue has 5/9 of it.
  expect(at(layer, 300, 300)).toEqual([113, 0, 142, 230]);
});

it('erases what is there, and only there', () => {
  const layer = new LayerRaster(frame);
  const eraser = { ...red, tool: 'eraser' as const, opacity: 0.5 };
  layer.draw(eraser);
  expect(layer.tiles.size).toBe(0);
  layer.draw(red);
  layer.draw({ ...eraser, points: [300, 300, 1] });
  expect(at(layer, 300, 300)).toEqual([255, 0, 0, 102]);
  expect(at(layer, 400, 300)).toEqual([255, 0, 0, 204]);
});

it('holds tiles only where something is painted', () => {
  const layer = new LayerRaster(frame);
  layer.draw({ ...red, points: [900, 700, 1] });
  expect([...layer.tiles.keys()]).toEqual([3]);
  layer.draw(red, new Set([0]));
  expect([...layer.tiles.keys()]).toEqual([3, 0]);
});

it('is the same when a stroke is laid while it grows', () => {
  const [whole, growing] = [new LayerRaster(frame), new LayerRaster(frame)];
  const turns = [
    700, 100, 1, 710, 105, 1, 720, 90, 1, 690, 80, 1, 700, 110, 1, 700, 170, 1, 500, 760, 1, 490,
    770, 1, 480, 740, 1,
  ];
  const curved = { ...red, hardness: 0.3, points: [...red.points, ...turns] };
  const ground = { ...red, colour: '#00ff00', size: 300, hardness: 0 };
  whole.draw(ground);
  growing.draw(ground);
  whole.draw(curved);
  const under = new Map<number, RasterTile>();
  const coverage = new Coverage(frame, curved);
  const paint = paintOf(curved.tool, curved.colour, curved.opacity);
  for (let i = 0; i < curved.points.length; i += 3) {
    const [x = 0, y = 0, pressure = 0] = curved.points.slice(i, i + 3);
    growing.lay(coverage, paint, coverage.extend(x, y, pressure), under);
  }
  expect(growing.tiles.size).toBe(whole.tiles.size);
  for (const [tile, data] of whole.tiles) {
    expect(
      Buffer.from(data.buffer).equals(Buffer.from((growing.tiles.get(tile) as RasterTile).buffer)),
    ).toBe(true);
  }
});
